import type { z } from 'zod';

/** The shape of one example: [features] or [height, width, channels]. */
export type Shape = readonly number[];

/** An object schema whose `type` names the layer that it belongs to. */
export type LayerSchema = z.ZodObject<{ type: z.ZodLiteral<string> }>;

/**
 * One kind of layer: how it is written in a config and what it does to a shape. How it computes is in `models/layers`.
 * A new layer is one file here, one there, and a line in each catalogue.
 */
export interface LayerDefinition<Schema extends LayerSchema = LayerSchema> {
  readonly type: z.output<Schema>['type'];
  readonly schema: Schema;
  /** The shape that comes out. Throws a ShapeError when `input` does not fit. */
  outputShape(layer: z.output<Schema>, input: Shape): Shape;
  /** The numbers that are trained. */
  parameters(layer: z.output<Schema>, input: Shape): number;
  /** Multiplications and additions of one example, forward: two for each product that is summed. */
  operations(layer: z.output<Schema>, input: Shape): number;
}

/** A layer that does not fit what comes before it. */
export class ShapeError extends Error {
  /** The place of the layer among those of its model, from 0. */
  index: number | undefined;
}

/** The sides of an image. Throws a ShapeError that names the layer when the shape is no image. */
export function imageSides(layer: string, input: Shape): [height: number, width: number, channels: number] {
  const [height, width, channels] = input;
  if (input.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new ShapeError(`${layer} needs an image [height, width, channels] and gets [${input.join(', ')}]`);
  }
  return [height, width, channels];
}

/** The number of values of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

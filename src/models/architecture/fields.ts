import * as z from 'zod';
import { ShapeError } from './layer';

export const activations = [
  'linear',
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'selu',
  'gelu',
  'swish',
  'tanh',
  'sigmoid',
  'softplus',
] as const;

export type ActivationName = (typeof activations)[number];

/** Fields that several layers share. */
export const units = z.int().positive().max(65536);

export const activation = (standard: ActivationName): z.ZodDefault<z.ZodEnum<{ [Name in ActivationName]: Name }>> =>
  z.enum(activations).default(standard);

export const initializer = z.enum(['he', 'glorot']).default('he').meta({
  description:
    'How weights begin. `he`: normal with variance 2/inputs (He et al. 2015); `glorot`: uniform with variance 2/(inputs + outputs) (Glorot and Bengio 2010).',
});

export const dropoutRate = z.number().min(0).max(0.95);

const side = z.int().positive().max(1024);

/** One number for both directions, or [height, width]. */
export const sides = z.union([side, z.tuple([side, side])]);

export const padding = z.enum(['same', 'valid']).meta({
  description: '`same`: zeros around, so that stride 1 keeps the size; `valid`: only where the window fits.',
});

/** Both directions of `sides`. */
export function bothSides(value: z.output<typeof sides>): [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

interface Window {
  readonly size: z.output<typeof sides>;
  readonly strides: z.output<typeof sides>;
  readonly padding: z.output<typeof padding>;
}

/** The height and width that a moving window leaves. Throws a ShapeError that names the layer when it does not fit. */
export function windowedSides(
  layer: string,
  [height, width]: readonly [height: number, width: number, channels: number],
  window: Window,
): [height: number, width: number] {
  const [windowHeight, windowWidth] = bothSides(window.size);
  const [down, right] = bothSides(window.strides);
  return [
    windowed(layer, height, windowHeight, down, window.padding),
    windowed(layer, width, windowWidth, right, window.padding),
  ];
}

/** The size that a window leaves of one direction. Throws a ShapeError that names the layer when it does not fit. */
function windowed(layer: string, length: number, window: number, stride: number, pad: 'same' | 'valid'): number {
  if (pad === 'same') return Math.ceil(length / stride);
  if (window > length) throw new ShapeError(`${layer}: a window of ${window} does not fit into ${length} pixels`);
  return Math.floor((length - window) / stride) + 1;
}

export type ElementType = 'float32' | 'uint8' | 'int32' | 'int64' | 'bool';

/** ONNX's numbers for the element types. */
export const elementCodes: Readonly<Record<ElementType, number>> = {
  ...{ float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 },
};

/** A length that is known only when a model is run, such as the number of steps of a launch. */
export const dynamicLength = -1;

/** A tensor of the graph: its name, its static shape and its element type. */
export interface GraphValue {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/** An attribute of an operation. A plain number is a whole one. */
export type Attribute =
  number | readonly number[] | { readonly float: number } | { readonly text: string } | { readonly body: GraphBody };

export type Attributes = Readonly<Record<string, Attribute>>;

/** One operation and the values that it reads and makes. */
export interface GraphNode {
  readonly opType: string;
  /** The domain of an operation that is not ONNX's own (see `domains.ts`). */
  readonly domain?: string;
  /** The name in the model; numbered where it is left out. */
  readonly label?: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly attributes: Attributes;
}

/** A value that is part of the model, as the bytes of an ONNX tensor. */
export interface Initializer {
  readonly value: GraphValue;
  readonly bytes: Uint8Array;
}

/** A graph as it is written: a model's own, or the body of an operation that repeats it. */
export interface GraphBody {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/** The graph that an operation repeats, such as a Scan's; undefined for every other operation. */
export function bodyOf({ attributes }: GraphNode): GraphBody | undefined {
  const body = attributes['body'];
  return typeof body === 'object' && 'body' in body ? body.body : undefined;
}

/** An attribute that lists whole numbers, such as axes; empty where the node has none of that name. */
export function integersOf({ attributes }: GraphNode, name: string): readonly number[] {
  const value = attributes[name];
  return Array.isArray(value) ? (value as readonly number[]) : [];
}

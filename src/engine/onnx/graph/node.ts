export type ElementType = 'float32' | 'int32' | 'int64' | 'bool';

/** ONNX's numbers for the element types. */
export const elementCodes: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** A value of the graph: a name with a static shape. */
export interface GraphValue {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementType;
}

export type Attribute = number | readonly number[] | { readonly float: number } | { readonly text: string };
export type Attributes = Readonly<Record<string, Attribute>>;

/** One operation. An output that nothing uses has an empty name when the graph is written. */
export interface GraphNode {
  readonly opType: string;
  /** Whose operation it is, where it is not ONNX's own. */
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

export interface Initializer {
  readonly value: GraphValue;
  readonly bytes: Uint8Array;
}

import { toBytes, type EncodedGraph } from './encode';
import { equalShapes } from './shape';
import type { Attributes, ElementType, GraphNode, GraphValue, Initializer } from './node';
import { runPasses, type Writing } from '../passes/pass-pipeline';

/** What a node gives: its shape and type. */
export interface Result {
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/** A value put together from the parts of windows beside one another; each number of `source` is in one of the parts. */
export interface Tiling {
  /** All numbers that are not 0, so that sums over the value are sums over it. */
  readonly source: GraphValue;
  /** For each place of a window, row by row, what lies there in all windows, [batch, rows, columns, channels]. */
  readonly parts: readonly GraphValue[];
  readonly height: number;
  readonly width: number;
}

/** A graph as it is written. */
export interface FinishedGraph extends EncodedGraph {
  /** Values that lie transposed: the shapes of inputs and outputs are given so. */
  readonly turned: ReadonlySet<string>;
}

/** How a graph is written. */
export interface Finishing extends Partial<Writing> {
  /** Values, by name, for inputs that become initializers of the model. */
  readonly fixed?: ReadonlyMap<string, Float32Array>;
}

/**
 * An ONNX graph under construction. Equal nodes of equal inputs are kept once, reshapes and transposes of one another
 * are joined, and what no output needs is not written.
 */
export class Graph {
  /** Every value by name, and the numbers of constants of one element or of whole numbers. */
  readonly values = new Map<string, GraphValue>();
  readonly scalars = new Map<string, number>();
  readonly lists = new Map<string, readonly number[]>();
  private readonly nodes: GraphNode[] = [];
  private readonly initializers = new Map<string, Initializer>();
  private readonly constants = new Map<string, GraphValue>();
  private readonly known = new Map<string, readonly GraphValue[]>();
  private readonly producers = new Map<string, GraphNode>();
  private readonly inputs: GraphValue[] = [];
  private readonly outputs: GraphValue[] = [];
  private readonly masked = new Map<string, () => GraphValue>();
  private readonly tilings = new Map<string, Tiling>();
  private count = 0;

  constructor(readonly name: string) {}

  input(name: string, shape: readonly number[], type: ElementType): GraphValue {
    const value = { name, shape, type };
    this.inputs.push(value);
    this.values.set(name, value);
    return value;
  }

  /** Names a value as an output of the graph. */
  output(name: string, value: GraphValue): void {
    this.nodes.push({ opType: 'Identity', inputs: [value.name], outputs: [name], attributes: {} });
    this.outputs.push({ ...value, name });
  }

  /** Appends a node with one output. */
  node(
    opType: string,
    inputs: readonly GraphValue[],
    shape: readonly number[],
    type: ElementType,
    attributes: Attributes = {},
  ): GraphValue {
    const [value] = this.nodeWithOutputs(opType, inputs, [{ shape, type }], attributes);
    if (value === undefined) throw new Error(`${opType} gave no value`);
    return value;
  }

  /** Appends a node with several outputs. */
  nodeWithOutputs(
    opType: string,
    inputs: readonly GraphValue[],
    results: readonly Result[],
    attributes: Attributes = {},
  ): readonly GraphValue[] {
    const names = inputs.map((value) => value.name);
    const key = keyOfNode(opType, names, attributes);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const outputs = results.map(({ shape, type }) => ({ name: `v${(this.count += 1)}`, shape, type }));
    const node = { opType, inputs: names, outputs: outputs.map((value) => value.name), attributes };
    this.nodes.push(node);
    for (const output of outputs) {
      this.producers.set(output.name, node);
      this.values.set(output.name, output);
    }
    this.known.set(key, outputs);
    return outputs;
  }

  /** The first value of an equal node that the graph has already. */
  existing(opType: string, inputs: readonly GraphValue[], attributes: Attributes = {}): GraphValue | undefined {
    const names = inputs.map((value) => value.name);
    return this.known.get(keyOfNode(opType, names, attributes))?.[0];
  }

  /** Remembers what a value was put together from: what is made of it may be made of that. */
  setTiling(value: GraphValue, tiling: Tiling): GraphValue {
    this.tilings.set(value.name, tiling);
    return value;
  }

  tilingOf(value: GraphValue): Tiling | undefined {
    return this.tilings.get(value.name);
  }

  /** Remembers a cheaper form of a value's product with 1 where `source` is above 0 and 0 elsewhere. */
  setMasked(value: GraphValue, source: GraphValue, masked: () => GraphValue): void {
    this.masked.set(`${value.name} ${source.name}`, masked);
  }

  /** That form, where there is one. */
  maskedBy(value: GraphValue, source: GraphValue): GraphValue | undefined {
    return this.masked.get(`${value.name} ${source.name}`)?.();
  }

  /** A constant of the graph; equal small constants are kept once, and many equal numbers are an expanded scalar. */
  constant(values: ArrayLike<number>, shape: readonly number[], type: ElementType): GraphValue {
    const first = values[0] ?? 0;
    if (values.length > 1 && type !== 'int64' && isUniform(values, first)) {
      return this.expand(this.constant([first], [], type), shape);
    }
    const key = values.length <= 16 ? `${type} [${shape.join()}] ${Array.from(values, keyOf).join()}` : '';
    const known = key === '' ? undefined : this.constants.get(key);
    if (known !== undefined) return known;
    const constant = { name: `c${(this.count += 1)}`, shape, type };
    this.initializers.set(constant.name, { value: constant, bytes: toBytes(values, type) });
    this.values.set(constant.name, constant);
    if (key !== '') this.constants.set(key, constant);
    if (values.length === 1) this.scalars.set(constant.name, first);
    if (type === 'int64') this.lists.set(constant.name, Array.from(values));
    return constant;
  }

  /** The number that a constant of one element holds; undefined for every other value. */
  constantScalar(value: GraphValue): number | undefined {
    return this.scalars.get(value.name);
  }

  /** The node that makes a value, if it is of the given kind, with the node's first input. */
  madeBy(value: GraphValue, opType: string): { readonly node: GraphNode; readonly source: GraphValue } | undefined {
    const node = this.producers.get(value.name);
    if (node?.opType !== opType) return undefined;
    const source = this.values.get(node.inputs[0] ?? '');
    return source === undefined ? undefined : { node, source };
  }

  /** The same numbers in another shape. */
  reshape(value: GraphValue, shape: readonly number[]): GraphValue {
    if (equalShapes(value.shape, shape)) return value;
    const before = this.madeBy(value, 'Reshape');
    if (before !== undefined) return this.reshape(before.source, shape);
    const repeated = this.madeBy(value, 'Expand')?.source;
    // One number in many places is repeated last: most operations repeat it by themselves.
    if (repeated?.shape.every((length) => length === 1) === true) return this.expand(this.reshape(repeated, []), shape);
    return this.node('Reshape', [value, this.constant(shape, [shape.length], 'int64')], shape, value.type);
  }

  /** A value repeated along axes of length 1 or missing leading axes. */
  expand(value: GraphValue, shape: readonly number[]): GraphValue {
    if (equalShapes(value.shape, shape)) return value;
    return this.node('Expand', [value, this.constant(shape, [shape.length], 'int64')], shape, value.type);
  }

  /** A value with its axes in another order; one that moves only axes of length 1 is a reshape. */
  transpose(value: GraphValue, perm: readonly number[]): GraphValue {
    const shape = perm.map((axis) => value.shape[axis] ?? 1);
    const moved = perm.filter((axis) => value.shape[axis] !== 1);
    if (moved.every((axis, index) => index === 0 || axis > (moved[index - 1] ?? 0))) return this.reshape(value, shape);
    const before = this.madeBy(value, 'Transpose');
    if (before === undefined) return this.node('Transpose', [value], shape, value.type, { perm });
    const first = before.node.attributes['perm'] as readonly number[];
    return this.transpose(
      before.source,
      perm.map((axis) => first[axis] ?? 0),
    );
  }

  /**
   * The graph as it is written into a model: what the outputs need, with operations joined.
   * @param how without it, the graph is written as every runtime reads it.
   */
  finish({ fixed = new Map(), blockSize = 1, carried = [] }: Finishing = {}): FinishedGraph {
    const outputs = this.outputs.map(({ name }) => name);
    const { nodes, names: turned } = runPasses(this.nodes, outputs, this, { blockSize, carried });
    const initializers = new Map(this.initializers);
    for (const value of this.inputs) {
      const values = fixed.get(value.name);
      if (values !== undefined) initializers.set(value.name, { value, bytes: toBytes(values, value.type) });
    }
    const used = new Set(nodes.flatMap((node) => node.inputs));
    const asHeld = (value: GraphValue): GraphValue =>
      turned.has(value.name) ? { ...value, shape: [...value.shape].reverse() } : value;
    return {
      name: this.name,
      nodes,
      initializers: [...initializers.values()].filter(({ value }) => used.has(value.name)),
      inputs: this.inputs.filter(({ name }) => used.has(name) && !fixed.has(name)).map(asHeld),
      outputs: this.outputs.map(asHeld),
      turned,
    };
  }
}

function isUniform(values: ArrayLike<number>, first: number): boolean {
  for (let index = 1; index < values.length; index += 1) if (!Object.is(values[index], first)) return false;
  return true;
}

function keyOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The shapes of a node's outputs follow from these. */
function keyOfNode(opType: string, inputs: readonly string[], attributes: Attributes): string {
  return JSON.stringify([opType, inputs, attributes]);
}

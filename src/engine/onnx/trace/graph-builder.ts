import { ConstantPool } from '../graph/constant-pool';
import { Graph, type Carried } from '../graph/graph';
import { equalShapes } from '../graph/shape';
import { integersOf, type Attributes, type ElementType, type GraphNode, type GraphValue } from '../graph/node';

/** The shape and the element type of a node's output. */
export type Result = Omit<GraphValue, 'name'>;

/** A value put together from the parts of windows beside one another; each number of `source` is in one of the parts. */
export interface Tiling {
  /** The value's numbers other than 0: a sum over the value is a sum over them. */
  readonly source: GraphValue;
  /** For each position in a window, row by row, the numbers of all windows that lie there or behind it, [batch, rows, columns, channels]. */
  readonly rests: readonly GraphValue[];
  readonly height: number;
  readonly width: number;
}

/** The roles of a step's inputs and outputs; none where the graph is only exported. */
export interface Binding {
  readonly carried?: readonly Carried[];
  readonly fed?: ReadonlySet<string>;
}

/**
 * A graph while kernels are traced into it. Equal nodes of equal inputs are one (common subexpressions), and reshapes and
 * transposes of one another are joined as they are appended.
 */
export class GraphBuilder {
  private readonly nodes: GraphNode[] = [];
  private readonly known = new Map<string, readonly GraphValue[]>();
  private readonly producers = new Map<string, GraphNode>();
  private readonly inputs: GraphValue[] = [];
  private readonly outputs: GraphValue[] = [];
  private readonly masked = new Map<string, () => GraphValue>();
  private readonly tilings = new Map<string, Tiling>();
  private count = 0;
  private readonly constants = new ConstantPool(() => (this.count += 1));

  constructor(readonly name: string) {}

  /** Declares an input of the graph. */
  input(name: string, shape: readonly number[], type: ElementType): GraphValue {
    const value = { name, shape, type };
    this.inputs.push(value);
    return value;
  }

  /** Names a value as an output of the graph. */
  output(name: string, value: GraphValue): void {
    const output = { ...value, name };
    this.nodes.push({ opType: 'Identity', inputs: [value], outputs: [output], attributes: {} });
    this.outputs.push(output);
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
    const key = keyOfNode(opType, inputs, attributes);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const outputs = results.map(({ shape, type }) => ({ name: `v${(this.count += 1)}`, shape, type }));
    const node = { opType, inputs: [...inputs], outputs, attributes };
    this.nodes.push(node);
    for (const output of outputs) this.producers.set(output.name, node);
    this.known.set(key, outputs);
    return outputs;
  }

  /** The first value of an equal node that the graph has already. */
  existing(opType: string, inputs: readonly GraphValue[], attributes: Attributes = {}): GraphValue | undefined {
    return this.known.get(keyOfNode(opType, inputs, attributes))?.[0];
  }

  /** Records that a value is put together from tiles: its sums and products may be taken of the tiles. */
  setTiling(value: GraphValue, tiling: Tiling): GraphValue {
    this.tilings.set(value.name, tiling);
    return value;
  }

  tilingOf(value: GraphValue): Tiling | undefined {
    return this.tilings.get(value.name);
  }

  /** Records a cheaper form of value · heaviside(source). */
  setMasked(value: GraphValue, source: GraphValue, masked: () => GraphValue): void {
    this.masked.set(`${value.name} ${source.name}`, masked);
  }

  /** The recorded form of value · heaviside(source), where there is one. */
  maskedBy(value: GraphValue, source: GraphValue): GraphValue | undefined {
    return this.masked.get(`${value.name} ${source.name}`)?.();
  }

  /** A constant of the graph; equal small constants are one, and many equal numbers are an expanded scalar. */
  constant(values: ArrayLike<number>, shape: readonly number[], type: ElementType): GraphValue {
    const first = values[0] ?? 0;
    if (values.length > 1 && type !== 'int64' && isUniform(values, first)) {
      return this.expand(this.constant([first], [], type), shape);
    }
    return this.constants.intern(values, shape, type);
  }

  /** The number that a constant of one element holds; undefined for every other value. */
  constantScalar(value: GraphValue | undefined): number | undefined {
    return this.constants.scalar(value);
  }

  /** The node that makes a value, if it is of the given kind, with the node's first input. */
  madeBy(value: GraphValue, opType: string): { readonly node: GraphNode; readonly source: GraphValue } | undefined {
    const node = this.producers.get(value.name);
    const [source] = node?.inputs ?? [];
    return node?.opType !== opType || source === undefined ? undefined : { node, source };
  }

  /** The same numbers in another shape: Reshape(Reshape(x)) → Reshape(x), Reshape(Expand(scalar)) → Expand(scalar). */
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

  /** Transpose(Transpose(x)) → Transpose(x); one that moves only axes of length 1 is a Reshape. */
  transpose(value: GraphValue, perm: readonly number[]): GraphValue {
    const shape = perm.map((axis) => value.shape[axis] ?? 1);
    const moved = perm.filter((axis) => value.shape[axis] !== 1);
    if (moved.every((axis, index) => index === 0 || axis > (moved[index - 1] ?? 0))) return this.reshape(value, shape);
    const before = this.madeBy(value, 'Transpose');
    if (before === undefined) return this.node('Transpose', [value], shape, value.type, { perm });
    const first = integersOf(before.node, 'perm');
    return this.transpose(
      before.source,
      perm.map((axis) => first[axis] ?? 0),
    );
  }

  /** The graph as traced, before any pass. */
  finish({ carried = [], fed = new Set() }: Binding = {}): Graph {
    const { name, nodes, inputs, outputs, constants } = this;
    return new Graph({
      ...{ name, nodes: [...nodes], inputs: [...inputs], outputs: [...outputs], constants },
      ...{ carried, fed, transposed: new Set(), maxSteps: Infinity },
    });
  }
}

function isUniform(values: ArrayLike<number>, first: number): boolean {
  for (let index = 1; index < values.length; index += 1) if (!Object.is(values[index], first)) return false;
  return true;
}

/** Identifies equal nodes: the shapes of their outputs follow from the key. */
function keyOfNode(opType: string, inputs: readonly GraphValue[], attributes: Attributes): string {
  const names = inputs.map(({ name }) => name);
  return JSON.stringify([opType, names, attributes]);
}

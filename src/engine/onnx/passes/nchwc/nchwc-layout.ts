import { isTranspose, permuted, toChannelsFirst } from '../../graph/axis-order';
import { nchwcDomain } from '../../graph/domains';
import type { Graph } from '../../graph/graph';
import type { Attributes, GraphNode, GraphValue } from '../../graph/node';
import { sizeOf } from '../../graph/shape';
import type { Rewriter } from '../pass';
import { BlockShapes } from './block-shapes';

/** A convolution of images in NCHWc. */
export interface NchwcConvolution {
  readonly inputs: readonly GraphValue[];
  readonly attributes: Attributes;
  /** The value's shape where the convolution saw the channels of all examples as those of one image. */
  readonly shape?: readonly number[];
}

/** ReorderInput takes multiples of this many channels. */
export const reorderedAtOnce = 4;

/** The graph that is written, and the values of it that lie in NCHWc beside or instead of NCHW. */
export class NchwcLayout extends BlockShapes implements Rewriter {
  private readonly emitted: GraphNode[] = [];
  private readonly superseded = new Set<GraphNode>();
  /** The NCHWc form of values, by name. */
  private readonly blocks = new Map<string, GraphValue>();
  /** Names of values that have no other form than NCHWc yet. */
  private readonly onlyInBlocks = new Set<string>();
  /** Nodes whose work their reader does: written only if another form of their value is needed after all. */
  private readonly postponed = new Map<string, GraphNode>();
  /** The convolutions written so far and their nodes, by the name of their value. */
  private readonly convolutions = new Map<string, { of: NchwcConvolution; nodes: readonly GraphNode[] }>();
  /** Places of rows in transposed order, by shape and permutation. */
  private readonly places = new Map<string, GraphValue>();
  private count = 0;

  constructor(
    readonly graph: Graph,
    blockSize: number,
  ) {
    super(blockSize);
  }

  /** The nodes written, without convolutions that others took the place of. */
  get nodes(): readonly GraphNode[] {
    return this.emitted.filter((node) => !this.superseded.has(node));
  }

  emit(node: GraphNode): void {
    this.emitted.push(node);
  }

  /** The NCHWc form of a value that has one. */
  blockOf({ name }: GraphValue): GraphValue | undefined {
    return this.blocks.get(name);
  }

  /** Whether a value has no other form than NCHWc. */
  isOnlyInBlocks({ name }: GraphValue): boolean {
    return this.onlyInBlocks.has(name);
  }

  /** Whether a value lies in NCHWc or is worth to be put there. */
  canBlock(value: GraphValue): boolean {
    return this.blocks.has(value.name) || this.fills(value);
  }

  /** Values along an axis, with zeros for the channels that fill up the last block. */
  filledUp(value: GraphValue, axis: number): GraphValue {
    const channels = value.shape[axis] ?? 1;
    return this.widened(value, axis, this.widthFor(channels) - channels);
  }

  /** A value with zeros behind what it has along an axis. */
  private widened(value: GraphValue, axis: number, by: number): GraphValue {
    if (by === 0) return value;
    const rank = value.shape.length;
    const ends = Array.from({ length: 2 * rank }, (_, place) => (place === rank + axis ? by : 0));
    const shape = value.shape.map((length, place) => (place === axis ? length + by : length));
    return this.append('Pad', [value, this.list(ends)], shape);
  }

  /** Writes a node whose value lies in NCHWc; `changes` are its operation there. */
  add(node: GraphNode, inputs: readonly GraphValue[], changes: Partial<GraphNode> = {}): void {
    const [output] = node.outputs;
    if (output === undefined) return;
    const block = this.blockFor(output);
    this.emit({ ...node, ...changes, inputs, outputs: [block] });
    this.setBlock(output, block);
  }

  /** Writes a convolution whose value lies in NCHWc. */
  addConvolution(output: GraphValue, convolution: NchwcConvolution): void {
    const { inputs, attributes, shape } = convolution;
    const block = this.blockFor(output);
    const [batch = 1, width = 1, ...area] = shape ?? [];
    const folded = { ...output, name: `${output.name}:folded`, shape: [1, batch * width, ...area] };
    const made = shape === undefined ? block : folded;
    const nodes: GraphNode[] = [{ opType: 'Conv', domain: nchwcDomain, inputs, outputs: [made], attributes }];
    if (shape !== undefined) {
      nodes.push({ opType: 'Reshape', inputs: [made, this.list(shape)], outputs: [block], attributes: {} });
    }
    for (const node of nodes) this.emit(node);
    this.setBlock(output, block);
    this.convolutions.set(output.name, { of: convolution, nodes });
  }

  /** The convolution that makes a value for the given node alone: it may do that node's work too. */
  convolutionFor(value: GraphValue, { outputs: [output] }: GraphNode): NchwcConvolution | undefined {
    const isOnlyReader = this.graph.users(value).every(({ outputs: [own] }) => own?.name === output?.name);
    return isOnlyReader ? this.convolutions.get(value.name)?.of : undefined;
  }

  /** Writes a convolution in place of the one that made a value, at the reader of that value. */
  replaceConvolution({ name }: GraphValue, output: GraphValue, convolution: NchwcConvolution): void {
    for (const node of this.convolutions.get(name)?.nodes ?? []) this.superseded.add(node);
    this.addConvolution(output, convolution);
  }

  private blockFor(value: GraphValue): GraphValue {
    return { ...value, name: `${value.name}:blocks`, shape: this.blockShapeOf(value) };
  }

  /** Sets the NCHWc form of a value that has no other yet. */
  setBlock({ name }: GraphValue, block: GraphValue): void {
    this.blocks.set(name, block);
    this.onlyInBlocks.add(name);
  }

  /** Writes a node of a float value of the given shape and gives the value. */
  append(
    opType: string,
    inputs: readonly GraphValue[],
    shape: readonly number[],
    attributes: Attributes = {},
    domain?: string,
  ): GraphValue {
    const output = { name: `block:${(this.count += 1)}`, shape, type: 'float32' } as const;
    this.emit({ opType, inputs, outputs: [output], attributes, ...(domain === undefined ? {} : { domain }) });
    return output;
  }

  /** Writes an operation on images in NCHWc. */
  appendNchwc(
    opType: string,
    inputs: readonly GraphValue[],
    shape: readonly number[],
    attributes: Attributes = {},
  ): GraphValue {
    return this.append(opType, inputs, shape, attributes, nchwcDomain);
  }

  reshape(value: GraphValue, shape: readonly number[]): GraphValue {
    return this.append('Reshape', [value, this.list(shape)], shape);
  }

  /** A list of whole numbers. */
  list(values: readonly number[]): GraphValue {
    return this.graph.constants.integers(values);
  }

  /** One number, repeated to a shape. */
  filled(value: number, shape: readonly number[]): GraphValue {
    return this.append('Expand', [this.graph.constants.float(value), this.list(shape)], shape);
  }

  /** Leaves a node's work to the reader of its value. */
  postpone(node: GraphNode): void {
    this.postponed.set(node.outputs[0]?.name ?? '', node);
  }

  /** The node whose work was left to the readers of its value. */
  postponedOf({ name }: GraphValue): GraphNode | undefined {
    return this.postponed.get(name);
  }

  /** A value in NCHW; writes the node that makes it or puts it into that order. */
  plain(value: GraphValue): GraphValue {
    const postponed = this.postponed.get(value.name);
    if (postponed !== undefined) {
      this.postponed.delete(value.name);
      this.emit({ ...postponed, inputs: postponed.inputs.map((input) => this.plain(input)) });
    }
    const block = this.blocks.get(value.name);
    if (!this.onlyInBlocks.delete(value.name) || block === undefined) return value;
    const attributes = { channels: value.shape[1] ?? 0 };
    this.emit({ opType: 'ReorderOutput', domain: nchwcDomain, inputs: [block], outputs: [value], attributes });
    return value;
  }

  /** An image in NCHWc; see `canBlock`. */
  blocked(value: GraphValue): GraphValue {
    const known = this.blocks.get(value.name);
    if (known !== undefined) return known;
    const producer = this.graph.producer(value);
    const [last] = isTranspose(producer, toChannelsFirst) ? producer.inputs : [];
    const channels = value.shape[1] ?? 0;
    const by = Math.ceil(channels / reorderedAtOnce) * reorderedAtOnce - channels;
    const whole = this.widened(this.plain(last ?? value), last === undefined ? 1 : 3, by);
    const attributes: Attributes = last === undefined ? {} : { channels_last: 1 };
    const block = this.appendNchwc('ReorderInput', [whole], this.blockShapeOf(value), attributes);
    this.blocks.set(value.name, block);
    return block;
  }

  /** Gather(Reshape(x)): the transpose by a permutation that leaves the last axis where it is, row by row along that. */
  gatherRows(value: GraphValue, perm: readonly number[]): GraphValue {
    const size = value.shape.at(-1) ?? 1;
    const shape = permuted(value.shape, perm);
    const places = placesOfRows(value.shape.slice(0, -1), perm.slice(0, -1));
    const key = `${value.shape.join()} by ${perm.join()}`;
    const known = this.places.get(key) ?? this.graph.constants.intern(places, [places.length], 'int32');
    this.places.set(key, known);
    const rows = this.reshape(value, [places.length, size]);
    return this.reshape(this.append('Gather', [rows, known], [places.length, size], { axis: 0 }), shape);
  }

  /** Transpose(x) by the given permutation. */
  transpose(value: GraphValue, perm: readonly number[]): GraphValue {
    return this.append('Transpose', [value], permuted(value.shape, perm), { perm });
  }
}

/** The numbers of the rows of an array of the given shape in the order of its transpose. */
function placesOfRows(shape: readonly number[], perm: readonly number[]): Int32Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  let places = [0];
  for (const axis of perm) {
    const steps = Array.from({ length: shape[axis] ?? 1 }, (_, index) => index * (strides[axis] ?? 1));
    places = places.flatMap((place) => steps.map((step) => place + step));
  }
  return Int32Array.from(places);
}

import { connect, type Connections } from '../../graph/connections';
import { toFirst, turns } from '../../graph/layout';
import type { Attributes, GraphNode } from '../../graph/node';
import type { GraphInfo } from '../pass-pipeline';
import { blockedDomain } from './domain';

/** A convolution of images in blocks. */
export interface BlockedConvolution {
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
  /** The shape of its value where the convolution saw all examples' channels as those of one image. */
  readonly shape?: readonly number[];
}

/** So many times the channels of an image may lie in its blocks: more costs more than blocks gain. */
const mostWidth = 3;
/** ONNX Runtime puts so many channels at once into blocks. */
const reorderedAtOnce = 4;

/** The nodes written so far, and which values lie in blocks of channels (see `blockedDomain`) beside or instead of plainly. */
export class NchwcLayout {
  placed: GraphNode[] = [];
  private readonly connections: Connections;
  /** Values that lie in blocks, with their names there. */
  private readonly inBlocks = new Map<string, string>();
  /** Of these, those that lie in blocks only, until they are needed in another order. */
  private readonly onlyInBlocks = new Set<string>();
  /** Nodes that whoever uses them does at once: written only if somebody asks for their value after all. */
  private readonly postponed = new Map<string, GraphNode>();
  /** The convolutions written so far, by the name of their value in the graph. */
  private readonly convolutions = new Map<string, BlockedConvolution>();
  private count = 0;

  constructor(
    nodes: readonly GraphNode[],
    readonly knowledge: GraphInfo,
    readonly blockSize: number,
  ) {
    this.connections = connect(nodes);
  }

  shapeOf(name: string): readonly number[] {
    return this.knowledge.values.get(name)?.shape ?? [];
  }

  /** The node that makes a value in the graph as it was. */
  producerOf(name: string): GraphNode | undefined {
    return this.connections.producers.get(name);
  }

  usersOf(name: string): readonly GraphNode[] {
    return this.connections.users.get(name) ?? [];
  }

  /** How a value that was made in blocks is called there. */
  blockOf(name: string): string | undefined {
    return this.inBlocks.get(name);
  }

  /** Whether a value was made in blocks and nothing has needed it in another order yet. */
  isOnlyInBlocks(name: string): boolean {
    return this.onlyInBlocks.has(name);
  }

  /** Whether an image is worth blocks: its values are numbers, and its channels are many enough. */
  fills(name: string): boolean {
    const value = this.knowledge.values.get(name);
    return value?.shape.length === 4 && value.type === 'float32' && this.isFilledBy(value.shape[1] ?? 0);
  }

  /** Whether so many channels are at least a third of those that their blocks have. */
  isFilledBy(channels: number): boolean {
    return this.widthFor(channels) <= mostWidth * channels;
  }

  /** How many channels there are in blocks of so many: the last block is filled up. */
  widthFor(channels: number): number {
    return Math.ceil(channels / this.blockSize) * this.blockSize;
  }

  /** The shape of an image's blocks, as ONNX Runtime has it. */
  blockShapeOf(name: string): readonly number[] {
    const [batch = 1, channels = 1, ...area] = this.shapeOf(name);
    return [batch, this.widthFor(channels), ...area];
  }

  /** Whether blocks of an image have channels that it does not have. */
  isFilledUp(name: string): boolean {
    const channels = this.shapeOf(name)[1] ?? 0;
    return this.widthFor(channels) !== channels;
  }

  /** What each of so many channels has along an axis of a value of the given rank, and zeros for those that fill up a block. */
  filledUp(name: string, { rank, axis, channels }: { rank: number; axis: number; channels: number }): string {
    return this.widened(name, { rank, axis, by: this.widthFor(channels) - channels });
  }

  /** A value of the given rank with zeros behind what it has along an axis. */
  private widened(name: string, { rank, axis, by }: { rank: number; axis: number; by: number }): string {
    if (by === 0) return name;
    const ends = Array.from({ length: 2 * rank }, (_, place) => (place === rank + axis ? by : 0));
    return this.append('Pad', [name, this.list(ends)]);
  }

  /** Writes a node whose value lies in blocks. */
  add(node: GraphNode, inputs: readonly string[], domain?: string): void {
    const [output = ''] = node.outputs;
    const block = `${output}:blocks`;
    this.placed.push({ ...node, inputs, outputs: [block], ...(domain === undefined ? {} : { domain }) });
    this.setBlock(output, block);
  }

  /** Writes a convolution whose value lies in blocks. */
  addConvolution(output: string, convolution: BlockedConvolution): void {
    const { inputs, attributes, shape } = convolution;
    const block = `${output}:blocks`;
    const made = shape === undefined ? block : `${output}:folded`;
    this.placed.push({ opType: 'Conv', domain: blockedDomain, inputs, outputs: [made], attributes });
    if (shape !== undefined) {
      this.placed.push({ opType: 'Reshape', inputs: [made, this.list(shape)], outputs: [block], attributes: {} });
    }
    this.setBlock(output, block);
    this.convolutions.set(output, convolution);
  }

  /** The convolution that makes a value for the given node alone: it may do that node's work too. */
  convolutionFor(name: string, { outputs: [output = ''] }: GraphNode): BlockedConvolution | undefined {
    return this.usersOf(name).every(({ outputs }) => outputs[0] === output) ? this.convolutions.get(name) : undefined;
  }

  /** Writes another convolution in place of the one that made a value, where the other's value is needed. */
  replaceConvolution(name: string, output: string, convolution: BlockedConvolution): void {
    const gone = new Set([`${name}:blocks`, `${name}:folded`]);
    this.placed = this.placed.filter(({ outputs: [made = ''] }) => !gone.has(made));
    this.addConvolution(output, convolution);
  }

  /** Says that a value lies in blocks, under another name there. */
  setBlock(name: string, block: string): void {
    this.inBlocks.set(name, block);
    this.onlyInBlocks.add(name);
  }

  /** Writes a node of a name of its own and gives that. */
  append(opType: string, inputs: readonly string[], attributes: Attributes = {}, domain?: string): string {
    const output = `block:${(this.count += 1)}`;
    this.placed.push({ opType, inputs, outputs: [output], attributes, ...(domain === undefined ? {} : { domain }) });
    return output;
  }

  /** An operation on images in blocks. */
  appendBlocked(opType: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.append(opType, inputs, attributes, blockedDomain);
  }

  reshape(name: string, shape: readonly number[]): string {
    return this.append('Reshape', [name, this.list(shape)]);
  }

  /** A list of whole numbers. */
  list(values: readonly number[]): string {
    return this.knowledge.constant(values, [values.length], 'int64').name;
  }

  /** One number in all places of a shape. */
  filled(value: number, shape: readonly number[]): string {
    return this.append('Expand', [this.knowledge.constant([value], [], 'float32').name, this.list(shape)]);
  }

  /** Leaves a node to the one that uses its value. */
  postpone(node: GraphNode): void {
    this.postponed.set(node.outputs[0] ?? '', node);
  }

  /** The node that was left to whoever uses its value. */
  postponedOf(name: string): GraphNode | undefined {
    return this.postponed.get(name);
  }

  /** A value in the order in which the graph knows it. */
  plain(name: string): string {
    const postponed = this.postponed.get(name);
    if (postponed !== undefined) {
      this.postponed.delete(name);
      this.placed.push({ ...postponed, inputs: postponed.inputs.map((input) => this.plain(input)) });
    }
    if (!this.onlyInBlocks.delete(name)) return name;
    this.placed.push({
      opType: 'ReorderOutput',
      domain: blockedDomain,
      inputs: [this.inBlocks.get(name) ?? ''],
      outputs: [name],
      attributes: { channels: this.shapeOf(name)[1] ?? 0 },
    });
    return name;
  }

  /** An image in blocks; undefined where it does not fill them. */
  blocked(name: string): string | undefined {
    const known = this.inBlocks.get(name);
    if (known !== undefined) return known;
    if (!this.fills(name)) return undefined;
    const producer = this.producerOf(name);
    const isTransposed = turns(producer, toFirst);
    const source = this.plain(isTransposed ? (producer.inputs[0] ?? '') : name);
    const channels = this.shapeOf(name)[1] ?? 0;
    const by = Math.ceil(channels / reorderedAtOnce) * reorderedAtOnce - channels;
    const whole = this.widened(source, { rank: 4, axis: isTransposed ? 3 : 1, by });
    const block = this.appendBlocked('ReorderInput', [whole], isTransposed ? { channels_last: 1 } : {});
    this.inBlocks.set(name, block);
    return block;
  }
}

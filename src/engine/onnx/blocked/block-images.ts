import { connect, type Connections } from '../connections';
import { equalShapes } from '../graph-shape';
import type { GraphNode } from '../node';
import type { Knowledge } from '../simplify';
import { BlockedFilters } from './filters';
import { blockedDomain } from './domain';

/** Operations on each value by itself: the order in which the values lie does not matter to them. */
const elementwise = new Set(['Relu', 'Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'HardSigmoid', 'Neg']);
const toLast = '0,2,3,1';
const toFirst = '0,3,1,2';

/**
 * Lets convolutions, pools and what lies between them work on images in blocks of channels (see `blockedDomain`), about
 * half as long as on [batch, channels, height, width]. Values keep their names; what needs an image in another order gets a
 * copy. Unused copies are left to who prunes.
 */
export function blockImages(
  nodes: readonly GraphNode[],
  knowledge: Knowledge,
  blockSize: number,
): readonly GraphNode[] {
  const blocking = new Blocking(nodes, knowledge, blockSize);
  for (const node of nodes) blocking.place(node);
  return blocking.placed;
}

class Blocking {
  readonly placed: GraphNode[] = [];
  private readonly connections: Connections;
  /** Values that are made in blocks, with their names there, and those of which a copy in blocks was asked for. */
  private readonly inBlocks = new Map<string, string>();
  /** Values that are made in blocks only, until they are needed in another order. */
  private readonly onlyInBlocks = new Set<string>();
  private readonly filters: BlockedFilters;

  constructor(
    nodes: readonly GraphNode[],
    private readonly knowledge: Knowledge,
    private readonly blockSize: number,
  ) {
    this.connections = connect(nodes);
    this.filters = new BlockedFilters(this.placed, this.connections.producers, knowledge, blockSize);
  }

  place(node: GraphNode): void {
    if (this.placeFused(node) || this.placeConvolution(node) || this.placePool(node)) return;
    if (this.placeElementwise(node) || this.placeTranspose(node)) return;
    this.placed.push({ ...node, inputs: node.inputs.map((name) => this.plain(name)) });
  }

  private shapeOf(name: string): readonly number[] {
    return this.knowledge.values.get(name)?.shape ?? [];
  }

  /** Relu is part of the convolution before it where nothing else needs that one's sums. */
  private placeFused({ opType, inputs, outputs }: GraphNode): boolean {
    const [source = ''] = inputs;
    const [output = ''] = outputs;
    const block = this.inBlocks.get(source);
    if (opType !== 'Relu' || block === undefined || this.connections.users.get(source)?.length !== 1) return false;
    const index = this.placed.findIndex((node) => node.opType === 'Conv' && node.outputs[0] === block);
    const convolution = this.placed[index];
    if (convolution === undefined) return false;
    this.placed[index] = {
      ...convolution,
      attributes: { ...convolution.attributes, activation: { text: 'Relu' } },
    };
    this.inBlocks.set(output, block);
    this.onlyInBlocks.add(output);
    return true;
  }

  private placeConvolution(node: GraphNode): boolean {
    const [image = '', filter = '', ...bias] = node.inputs;
    const [outputs = 0, inputs = 0, ...area] = this.shapeOf(filter);
    if (node.opType !== 'Conv' || area.length !== 2 || (node.attributes['group'] ?? 1) !== 1) return false;
    // A single image is a filter's gradient, whose own filter is as large as it: blocks make it slower.
    if (this.shapeOf(image)[0] === 1) return false;
    const isThin = inputs < this.blockSize;
    if (outputs % this.blockSize !== 0 || (!isThin && inputs % this.blockSize !== 0)) return false;
    // An image of few channels is read as it is, one of many in blocks.
    const source = isThin ? this.plain(image) : this.blocked(image);
    if (source === undefined) return false;
    const weights = this.filters.blocked(filter, isThin);
    this.add(node, [source, weights, ...bias], blockedDomain);
    return true;
  }

  private placePool(node: GraphNode): boolean {
    const block = this.inBlocks.get(node.inputs[0] ?? '');
    const isPool = (node.opType === 'MaxPool' && node.outputs.length === 1) || node.opType === 'AveragePool';
    if (!isPool || block === undefined) return false;
    this.add(node, [block], blockedDomain);
    return true;
  }

  /** Values of one shape, one of which is in blocks, and scalars. */
  private placeElementwise(node: GraphNode): boolean {
    if (!elementwise.has(node.opType) || !node.inputs.some((name) => this.onlyInBlocks.has(name))) return false;
    const shape = this.shapeOf(node.outputs[0] ?? '');
    if (shape.length !== 4) return false;
    const inputs = node.inputs.map((name) => {
      const own = this.shapeOf(name);
      if (own.length === 0) return name;
      return equalShapes(own, shape) ? this.blocked(name) : undefined;
    });
    if (!inputs.every((name) => name !== undefined)) return false;
    this.add(node, inputs);
    return true;
  }

  /** An image in blocks is put into tfjs's order at once. */
  private placeTranspose(node: GraphNode): boolean {
    const [image = ''] = node.inputs;
    const block = this.inBlocks.get(image);
    if (node.opType !== 'Transpose' || block === undefined || permOf(node) !== toLast) return false;
    const attributes = { channels: this.shapeOf(image)[1] ?? 0, channels_last: 1 };
    this.placed.push({ ...node, opType: 'ReorderOutput', domain: blockedDomain, inputs: [block], attributes });
    return true;
  }

  private add(node: GraphNode, inputs: readonly string[], domain?: string): void {
    const [output = ''] = node.outputs;
    const block = `${output}:blocks`;
    this.placed.push({ ...node, inputs, outputs: [block], ...(domain === undefined ? {} : { domain }) });
    this.inBlocks.set(output, block);
    this.onlyInBlocks.add(output);
  }

  /** A value in the order in which the graph knows it. */
  private plain(name: string): string {
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

  /** An image in blocks; undefined where its channels do not fill them or it holds no numbers. */
  private blocked(name: string): string | undefined {
    const known = this.inBlocks.get(name);
    if (known !== undefined) return known;
    const value = this.knowledge.values.get(name);
    if (value?.shape.length !== 4 || value.type !== 'float32') return undefined;
    if ((value.shape[1] ?? 0) % this.blockSize !== 0) return undefined;
    const producer = this.connections.producers.get(name);
    const isTurned = producer?.opType === 'Transpose' && permOf(producer) === toFirst;
    const source = isTurned ? (producer.inputs[0] ?? '') : name;
    const block = `${name}:blocks`;
    this.placed.push({
      opType: 'ReorderInput',
      domain: blockedDomain,
      inputs: [this.plain(source)],
      outputs: [block],
      attributes: isTurned ? { channels_last: 1 } : {},
    });
    this.inBlocks.set(name, block);
    return block;
  }
}

function permOf({ attributes: { perm } }: GraphNode): string {
  return Array.isArray(perm) ? perm.join() : '';
}

import { isTranspose, permuted, toChannelsFirst, toChannelsLast } from '../graph/axis-order';
import { depthToSpaceType } from '../graph/depth-to-space';
import type { Graph } from '../graph/graph';
import { integersOf, type Attributes, type GraphNode, type GraphValue } from '../graph/node';
import { declined, ignoreDeclines, type Pass, type Report } from './pass';

/**
 * DepthToSpaceParts(p, …) → Transpose(Reshape(Concat(Concat(Reshape(Transpose(p)), …), …))), and
 * Transpose(DepthToSpaceParts(p, …)) → Reshape(Concat(…)) where the transpose leads back to NHWC.
 *
 * The parts that are left after `nchwc` are put together in NHWC, where the channels of a pixel are copied as one piece.
 */
export const lowerDepthToSpace: Pass = {
  name: 'lower-depth-to-space',
  run: (graph, report = ignoreDeclines) =>
    graph.nodes.some(({ opType }) => opType === depthToSpaceType) ? new Lowering(graph, report).run() : graph,
};

class Lowering {
  private readonly nodes: GraphNode[] = [];
  /** The NHWC form of each lowered image, by the name of its NCHW form. */
  private readonly channelsLast = new Map<string, GraphValue>();
  private readonly renamed = new Map<string, GraphValue>();

  constructor(
    private readonly graph: Graph,
    private readonly report: Report,
  ) {}

  run(): Graph {
    for (const node of this.graph.nodes) this.rewrite(node);
    return this.graph.with({ nodes: this.nodes });
  }

  private rewrite(node: GraphNode): void {
    const [source] = node.inputs;
    const [output] = node.outputs;
    const image = source === undefined ? undefined : this.channelsLast.get(source.name);
    if (node.opType === depthToSpaceType && output !== undefined) this.lower(node, output);
    else if (node.opType === 'Transpose' && image !== undefined && output !== undefined) {
      this.retarget(node, image, output);
    } else if (node.opType === 'ReorderInput' && image !== undefined) {
      this.nodes.push({ ...node, inputs: [image], attributes: { channels_last: 1 } });
    } else {
      if (image !== undefined && output !== undefined) {
        const { reason } = declined(`${node.opType} reads the image in NCHW`);
        this.report({ rule: 'read-in-nhwc', at: output.name, reason });
      }
      this.nodes.push({ ...node, inputs: node.inputs.map((value) => this.renamed.get(value.name) ?? value) });
    }
  }

  /** Transpose(x in NCHW) → the same of x in NHWC; none where that is its order. */
  private retarget(node: GraphNode, image: GraphValue, output: GraphValue): void {
    const perm = integersOf(node, 'perm').map((axis) => toChannelsFirst[axis] ?? 0);
    if (perm.join() === '0,1,2,3') this.renamed.set(output.name, image);
    else this.nodes.push({ ...node, inputs: [image], attributes: { perm } });
  }

  private lower({ inputs, attributes }: GraphNode, output: GraphValue): void {
    const [rows, columns] = [attributes['rows'] as number, attributes['columns'] as number];
    const [batch = 1, channels = 1, height = 1, width = 1] = output.shape;
    const apart = [batch, height / rows, 1, width / columns, 1, channels];
    let count = 0;
    const add = (opType: string, given: readonly GraphValue[], shape: readonly number[], more: Attributes = {}) => {
      const value = { ...output, name: `${output.name}:${count}`, shape };
      count += 1;
      this.nodes.push({ opType, inputs: given, outputs: [value], attributes: more });
      return value;
    };
    const pixels = inputs.map((part) => {
      const producer = this.graph.producer(part);
      const [source] = isTranspose(producer, toChannelsFirst) ? producer.inputs : [];
      const last = source ?? add('Transpose', [part], permuted(part.shape, toChannelsLast), { perm: toChannelsLast });
      return add('Reshape', [last, this.graph.constants.integers(apart)], apart);
    });
    const line = [batch, height / rows, 1, width / columns, columns, channels];
    const lines = Array.from({ length: rows }, (_, row) =>
      add('Concat', pixels.slice(row * columns, (row + 1) * columns), line, { axis: 4 }),
    );
    const whole = add('Concat', lines, [batch, height / rows, rows, width / columns, columns, channels], { axis: 2 });
    this.writeImage(whole, output);
  }

  /** Reshapes the joined pixels to an image in NHWC, and transposes it for those that read it in NCHW. */
  private writeImage(whole: GraphValue, output: GraphValue): void {
    const shape = permuted(output.shape, toChannelsLast);
    const image = { ...output, name: `${output.name}:last`, shape };
    const lengths = this.graph.constants.integers(shape);
    this.nodes.push({ opType: 'Reshape', inputs: [whole, lengths], outputs: [image], attributes: {} });
    const attributes = { perm: toChannelsFirst };
    this.nodes.push({ opType: 'Transpose', inputs: [image], outputs: [output], attributes });
    this.channelsLast.set(output.name, image);
  }
}

import { connect, type Connections } from '../graph/connections';
import { equalShapes, sizeOf } from '../graph/shape';
import type { GraphNode } from '../graph/node';
import type { GraphInfo } from './pass-pipeline';

/** Joins operations: a bias into the product or the convolution before it, a weight's update into its gradient's product. */
export function fuse(nodes: readonly GraphNode[], knowledge: GraphInfo): readonly GraphNode[] {
  const fusion = new Fusion(nodes, knowledge);
  return nodes.flatMap((node) => fusion.rewrite(node));
}

/** What ONNX Runtime reads and writes for these is small beside the pass over memory that each saves. */
class Fusion {
  private readonly connections: Connections;

  constructor(
    nodes: readonly GraphNode[],
    private readonly knowledge: GraphInfo,
  ) {
    this.connections = connect(nodes);
  }

  rewrite(node: GraphNode): readonly GraphNode[] {
    const [a = '', b = ''] = node.inputs;
    if (node.opType === 'Sub') return this.update(node, a, b) ?? [node];
    if (node.opType !== 'Add') return [node];
    return (
      this.bias(node, a, b) ??
      this.bias(node, b, a) ??
      this.accumulate(node, a, b) ??
      this.accumulate(node, b, a) ?? [node]
    );
  }

  /** The node that makes a value which nothing else uses. */
  private only(name: string, opType: string): GraphNode | undefined {
    const { producers, users } = this.connections;
    const node = producers.get(name);
    return node?.opType === opType && users.get(name)?.length === 1 ? node : undefined;
  }

  private shapeOf(name: string): readonly number[] {
    return this.knowledge.values.get(name)?.shape ?? [];
  }

  /** product + bias → product with the bias. */
  private bias(node: GraphNode, sums: string, bias: string): readonly GraphNode[] | undefined {
    const product = this.only(sums, 'Gemm');
    const columns = this.shapeOf(sums).at(-1) ?? 0;
    if (product?.inputs.length === 2 && equalShapes(this.shapeOf(bias), [columns])) {
      return [{ ...product, inputs: [...product.inputs, bias], outputs: node.outputs }];
    }
    const convolution = this.only(sums, 'Conv');
    const channels = this.shapeOf(sums)[1] ?? 0;
    if (convolution?.inputs.length !== 2 || !equalShapes(this.shapeOf(bias), [1, channels, 1, 1])) return undefined;
    const source = this.connections.producers.get(bias)?.inputs[0] ?? '';
    if (!equalShapes(this.shapeOf(source), [channels])) return undefined;
    return [{ ...convolution, inputs: [...convolution.inputs, source], outputs: node.outputs }];
  }

  /** weight − a·b, or weight − rate·(a·b), → one product that starts from the weight. The rate goes to the smaller matrix. */
  private update(node: GraphNode, weight: string, change: string): readonly GraphNode[] | undefined {
    const subtract = (product: GraphNode, a: string, b: string): GraphNode => {
      const attributes = { ...product.attributes, alpha: { float: -1 } };
      return { ...product, inputs: [a, b, weight], outputs: node.outputs, attributes };
    };
    const isChange = ({ inputs, outputs: [output = ''] }: GraphNode): boolean =>
      inputs.length === 2 && equalShapes(this.shapeOf(weight), this.shapeOf(output));
    const alone = this.only(change, 'Gemm');
    if (alone !== undefined && isChange(alone)) return [subtract(alone, alone.inputs[0] ?? '', alone.inputs[1] ?? '')];
    for (const [rate = '', gradient = ''] of pairs(this.only(change, 'Mul')?.inputs)) {
      const product = this.only(gradient, 'Gemm');
      if (product === undefined || !isChange(product) || this.shapeOf(rate).length > 0) continue;
      const [a = '', b = ''] = product.inputs;
      const isFirst = sizeOf(this.shapeOf(a)) < sizeOf(this.shapeOf(b));
      const factor = `${node.outputs[0] ?? ''}:factor`;
      return [
        { opType: 'Mul', inputs: [isFirst ? a : b, rate], outputs: [factor], attributes: {} },
        isFirst ? subtract(product, factor, b) : subtract(product, a, factor),
      ];
    }
    return undefined;
  }

  /** state·decay + (a·b) → one product that starts from the decayed state. */
  private accumulate(node: GraphNode, gradient: string, kept: string): readonly GraphNode[] | undefined {
    const product = this.only(gradient, 'Gemm');
    if (product?.inputs.length !== 2 || !equalShapes(this.shapeOf(kept), this.shapeOf(gradient))) return undefined;
    const decayed = this.only(kept, 'Mul');
    for (const [decay = '', state = ''] of pairs(decayed?.inputs)) {
      const beta = this.knowledge.scalars.get(decay);
      if (beta === undefined) continue;
      const attributes = { ...product.attributes, beta: { float: beta } };
      return [{ ...product, inputs: [...product.inputs, state], outputs: node.outputs, attributes }];
    }
    return undefined;
  }
}

function pairs(inputs: readonly string[] | undefined): readonly (readonly string[])[] {
  return inputs === undefined ? [] : [inputs, [...inputs].reverse()];
}

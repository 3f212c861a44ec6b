import { equalShapes } from './graph-shape';
import type { GraphNode } from './node';
import type { Knowledge } from './simplify';

/** Joins operations: a bias into the product or the convolution before it, a weight's update into its gradient's product. */
export function fuse(nodes: readonly GraphNode[], knowledge: Knowledge): readonly GraphNode[] {
  const fusion = new Fusion(nodes, knowledge);
  return nodes.flatMap((node) => fusion.rewrite(node));
}

/** What ONNX Runtime reads and writes for these is small beside the pass over memory that each saves. */
class Fusion {
  private readonly producers = new Map<string, GraphNode>();
  private readonly uses = new Map<string, number>();

  constructor(
    nodes: readonly GraphNode[],
    private readonly knowledge: Knowledge,
  ) {
    for (const node of nodes) {
      for (const name of node.outputs) this.producers.set(name, node);
      for (const name of node.inputs) this.uses.set(name, (this.uses.get(name) ?? 0) + 1);
    }
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
    const node = this.producers.get(name);
    return node?.opType === opType && this.uses.get(name) === 1 ? node : undefined;
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
    const source = this.producers.get(bias)?.inputs[0] ?? '';
    if (!equalShapes(this.shapeOf(source), [channels])) return undefined;
    return [{ ...convolution, inputs: [...convolution.inputs, source], outputs: node.outputs }];
  }

  /** weight − rate·(a·b) → one product that starts from the weight. The factor goes to the smaller matrix. */
  private update(node: GraphNode, weight: string, change: string): readonly GraphNode[] | undefined {
    const scaled = this.only(change, 'Mul');
    for (const [rate = '', gradient = ''] of pairs(scaled?.inputs)) {
      const product = this.only(gradient, 'Gemm');
      if (product?.inputs.length !== 2 || this.shapeOf(rate).length > 0) continue;
      if (!equalShapes(this.shapeOf(weight), this.shapeOf(gradient))) continue;
      const [a = '', b = ''] = product.inputs;
      const isFirst = size(this.shapeOf(a)) < size(this.shapeOf(b));
      const negated = `${node.outputs[0] ?? ''}:rate`;
      const factor = `${node.outputs[0] ?? ''}:factor`;
      return [
        { opType: 'Neg', inputs: [rate], outputs: [negated], attributes: {} },
        { opType: 'Mul', inputs: [isFirst ? a : b, negated], outputs: [factor], attributes: {} },
        { ...product, inputs: isFirst ? [factor, b, weight] : [a, factor, weight], outputs: node.outputs },
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

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

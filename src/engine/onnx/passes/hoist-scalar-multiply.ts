import { connect, type Connections } from '../graph/connections';
import { sizeOf } from '../graph/shape';
import type { GraphNode } from '../graph/node';
import type { GraphInfo } from './pass-pipeline';

/**
 * Multiplies by a number where the values are few: when all that comes of a value is linear in it and multiplied by the same
 * scalar input in the end, as gradients are by the learning rate of plain descent, that value is multiplied, once. Without
 * this a step scales the gradient of each layer.
 */
export function hoistScalarMultiply(
  nodes: readonly GraphNode[],
  outputs: readonly string[],
  knowledge: GraphInfo,
): readonly GraphNode[] {
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const isFed = (name: string): boolean => !made.has(name) && !knowledge.scalars.has(name);
  const isScalar = (name: string): boolean => knowledge.values.get(name)?.shape.length === 0;
  const products = nodes.filter(({ opType }) => opType === 'Mul');
  const factors = new Set(products.flatMap(({ inputs }) => inputs.filter((name) => isScalar(name) && isFed(name))));
  let pulled = nodes;
  for (const factor of factors) pulled = new Pulling(pulled, new Set(outputs), knowledge, factor).result();
  return pulled;
}

/** Everything that a value leads to. */
interface Reach {
  readonly values: ReadonlySet<string>;
  /** The products with the factor. */
  readonly ends: ReadonlySet<GraphNode>;
}

/** One factor of one graph. */
class Pulling {
  private readonly connections: Connections;
  private readonly known = new Map<string, boolean>();

  constructor(
    private readonly nodes: readonly GraphNode[],
    private readonly outputs: ReadonlySet<string>,
    private readonly knowledge: GraphInfo,
    private readonly factor: string,
  ) {
    this.connections = connect(nodes);
  }

  result(): readonly GraphNode[] {
    const sources = new Set(this.nodes.flatMap((node) => this.scaledBy(node) ?? []).map((name) => this.highest(name)));
    for (const source of sources) {
      const reach = this.reach(source);
      if (this.isSingle(reach) && this.isLess(source, reach)) return this.pull(source, reach);
    }
    return this.nodes;
  }

  /** What a node multiplies by the factor. */
  private scaledBy({ opType, inputs: [a = '', b = ''] }: GraphNode): string | undefined {
    if (opType !== 'Mul' || a === b) return undefined;
    return a === this.factor ? b : b === this.factor ? a : undefined;
  }

  /** Whether twice the value makes twice the result. */
  private isLinear({ opType, inputs }: GraphNode, name: string): boolean {
    const [first, second] = inputs;
    switch (opType) {
      case 'Neg':
      case 'ReduceSum':
      case 'Reshape':
      case 'Transpose':
        return first === name;
      case 'Gemm':
      case 'Mul':
        return inputs.length === 2 && (first === name) !== (second === name);
      default:
        return false;
    }
  }

  /** Whether all that comes of a value is multiplied by the factor in the end. */
  private isScaled(name: string): boolean {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const users = this.connections.users.get(name) ?? [];
    const isScaled =
      !this.outputs.has(name) &&
      users.length > 0 &&
      users.every((node) => {
        if (this.scaledBy(node) === name) return true;
        return this.isLinear(node, name) && this.isScaled(node.outputs[0] ?? '');
      });
    this.known.set(name, isScaled);
    return isScaled;
  }

  /** The first value on the way to this one that may be multiplied in its place. */
  private highest(name: string): string {
    const node = this.connections.producers.get(name);
    const before = node?.inputs.find(
      (input) => this.connections.producers.has(input) && this.isLinear(node, input) && this.isScaled(input),
    );
    return before === undefined ? name : this.highest(before);
  }

  private reach(source: string): Reach {
    const values = new Set([source]);
    const ends = new Set<GraphNode>();
    for (const name of values) {
      for (const node of this.connections.users.get(name) ?? []) {
        if (this.scaledBy(node) === name) ends.add(node);
        else values.add(node.outputs[0] ?? '');
      }
    }
    return { values, ends };
  }

  /** Whether no product has two operands of which both would be multiplied. */
  private isSingle({ values }: Reach): boolean {
    return this.nodes.every(({ inputs }) => inputs.filter((name) => values.has(name)).length < 2);
  }

  private isLess(source: string, { ends }: Reach): boolean {
    const saved = [...ends].reduce((sum, { outputs: [output = ''] }) => sum + this.sizeOf(output), 0);
    return this.isScaled(source) && this.sizeOf(source) < saved;
  }

  private sizeOf(name: string): number {
    return sizeOf(this.knowledge.values.get(name)?.shape ?? []);
  }

  private pull(source: string, { ends }: Reach): readonly GraphNode[] {
    const scaled = `${source}:scaled`;
    const names = new Map([...ends].map((node) => [node.outputs[0] ?? '', this.scaledBy(node) ?? '']));
    const named = (name: string): string => {
      const other = names.get(name) ?? name;
      return other === source ? scaled : other;
    };
    return this.nodes.flatMap((node) => {
      if (ends.has(node)) return [];
      const renamed = { ...node, inputs: node.inputs.map(named) };
      if (!node.outputs.includes(source)) return [renamed];
      const product = { opType: 'Mul', inputs: [source, this.factor], outputs: [scaled], attributes: {} };
      return [renamed, product];
    });
  }
}

import type { Graph } from '../graph/graph';
import { sizeOf } from '../graph/shape';
import type { GraphNode, GraphValue } from '../graph/node';
import { declined, ignoreDeclines, type Declined, type Pass, type Report } from './pass';

/**
 * Mul(rate, f(x)) and Mul(rate, g(x)) → f(Mul(rate, x)) and g(Mul(rate, x)) for linear f and g.
 *
 * A scalar input such as the learning rate multiplies the smallest value from which all of its products come, once. Without
 * this a step scales the gradient of each layer.
 */
export const hoistScalarMultiply: Pass = {
  name: 'hoist-scalar-multiply',
  run: (graph, report = ignoreDeclines) =>
    scalarFactors(graph).reduce((hoisted, factor) => new FactorHoist(hoisted, factor).run(report), graph),
};

/** The scalar inputs that multiply something. */
function scalarFactors(graph: Graph): readonly GraphValue[] {
  const products = graph.nodes.filter(({ opType }) => opType === 'Mul');
  const isFactor = (value: GraphValue): boolean =>
    value.shape.length === 0 && graph.producer(value) === undefined && !graph.constants.has(value);
  const factors = products.flatMap(({ inputs }) => inputs.filter(isFactor));
  return [...new Map(factors.map((factor) => [factor.name, factor])).values()];
}

/** The values that come of a source, as far as the products with the factor. */
interface Reach {
  readonly names: ReadonlySet<string>;
  readonly products: ReadonlySet<GraphNode>;
}

/** The hoisting of one factor in one graph. */
class FactorHoist {
  private readonly outputs: ReadonlySet<string>;
  private readonly scaled = new Map<string, boolean>();

  constructor(
    private readonly graph: Graph,
    private readonly factor: GraphValue,
  ) {
    this.outputs = new Set(graph.outputs.map(({ name }) => name));
  }

  run(report: Report): Graph {
    const operands = this.graph.nodes.flatMap((node) => this.operandOf(node) ?? []);
    const sources = new Map(operands.map((value) => this.highest(value)).map((value) => [value.name, value]));
    for (const source of sources.values()) {
      const reach = this.reach(source);
      const refusal = this.refuse(source, reach);
      if (refusal === undefined) return this.hoist(source, reach);
      report({ rule: `hoist ${this.factor.name}`, at: source.name, reason: refusal.reason });
    }
    return this.graph;
  }

  /** The operand that a node multiplies by the factor. */
  private operandOf({ opType, inputs: [a, b] }: GraphNode): GraphValue | undefined {
    if (opType !== 'Mul' || a === undefined || b === undefined || a.name === b.name) return undefined;
    return a.name === this.factor.name ? b : b.name === this.factor.name ? a : undefined;
  }

  private isProductOf(node: GraphNode, value: GraphValue): boolean {
    return this.operandOf(node)?.name === value.name;
  }

  /** Whether f(2x) = 2f(x). */
  private isLinear({ opType, inputs }: GraphNode, { name }: GraphValue): boolean {
    const [first, second] = inputs;
    switch (opType) {
      case 'Neg':
      case 'ReduceSum':
      case 'Reshape':
      case 'Transpose':
        return first?.name === name;
      case 'Gemm':
      case 'Mul':
        return inputs.length === 2 && (first?.name === name) !== (second?.name === name);
      default:
        return false;
    }
  }

  /** Whether every path from a value ends in a product with the factor, and is linear until there. */
  private isScaled(value: GraphValue): boolean {
    const known = this.scaled.get(value.name);
    if (known !== undefined) return known;
    const users = this.graph.users(value);
    const isScaled =
      !this.outputs.has(value.name) &&
      users.length > 0 &&
      users.every((node) => {
        const [output] = node.outputs;
        if (this.isProductOf(node, value)) return true;
        return output !== undefined && this.isLinear(node, value) && this.isScaled(output);
      });
    this.scaled.set(value.name, isScaled);
    return isScaled;
  }

  /** The first value on the way to this one that may be scaled in its place. */
  private highest(value: GraphValue): GraphValue {
    const node = this.graph.producer(value);
    const before = node?.inputs.find(
      (input) => this.graph.producer(input) !== undefined && this.isLinear(node, input) && this.isScaled(input),
    );
    return before === undefined ? value : this.highest(before);
  }

  private reach(source: GraphValue): Reach {
    const values = new Map([[source.name, source]]);
    const products = new Set<GraphNode>();
    for (const value of values.values()) {
      for (const node of this.graph.users(value)) {
        const [output] = node.outputs;
        if (this.isProductOf(node, value)) products.add(node);
        else if (output !== undefined) values.set(output.name, output);
      }
    }
    return { names: new Set(values.keys()), products };
  }

  private refuse(source: GraphValue, { names, products }: Reach): Declined | undefined {
    const isTwice = this.graph.nodes.some(({ inputs }) => inputs.filter(({ name }) => names.has(name)).length > 1);
    if (isTwice) return declined('both operands of a product would be scaled');
    if (!this.isScaled(source)) return declined('something that comes of it is not scaled, or not linear in it');
    const saved = [...products].reduce((sum, { outputs: [output] }) => sum + sizeOf(output?.shape ?? []), 0);
    const cost = sizeOf(source.shape);
    return cost < saved ? undefined : declined(`it would save no multiplications: ${cost} in place of ${saved}`);
  }

  private hoist(source: GraphValue, { products }: Reach): Graph {
    const scaled = { ...source, name: `${source.name}:scaled` };
    const operands = new Map(
      [...products].map((node) => [node.outputs[0]?.name ?? '', this.operandOf(node) ?? source] as const),
    );
    const renamed = (value: GraphValue): GraphValue => {
      const operand = operands.get(value.name) ?? value;
      return operand.name === source.name ? scaled : operand;
    };
    const nodes = this.graph.nodes.flatMap((node): readonly GraphNode[] => {
      if (products.has(node)) return [];
      const rewritten = { ...node, inputs: node.inputs.map(renamed) };
      if (!node.outputs.some(({ name }) => name === source.name)) return [rewritten];
      return [rewritten, { opType: 'Mul', inputs: [source, this.factor], outputs: [scaled], attributes: {} }];
    });
    return this.graph.with({ nodes });
  }
}

import { isArithmetic } from '../graph/elementwise';
import type { Graph } from '../graph/graph';
import { bodyOf, dynamicLength, type GraphBody, type GraphNode, type GraphValue } from '../graph/node';
import { equalShapes, sizeOf } from '../graph/shape';
import { declined, ignoreDeclines, unmatched, type Declined, type Pass, type Report } from './pass';
import { loopNaming, ofAllSteps } from './scan-loop';

/**
 * The largest value, in bytes, that is computed for all steps at once: the next layer finds it in the processor's last cache,
 * which it shares with weights. A step of the bench with its teacher takes 1 to 4 % less than without a limit.
 */
const maxBytes = 8 << 20;

/**
 * Scan(x; Gemm(x, w)) → Scan(Gemm(all x, w)): loop-invariant code motion of the layers that read nothing that steps change.
 *
 * Layers such as a teacher's see the examples of all steps as one batch, so that their weights go through the processor's
 * caches once and not in each step. Each example gets the numbers that it would get alone. Only chains of dense layers are
 * taken out: products with constants, arithmetic between them, and reshapes that keep the batch.
 */
export const hoistFrozenLayers: Pass = {
  name: 'hoist-frozen-layers',
  run: (graph, report = ignoreDeclines) => {
    const scan = graph.nodes.find(({ opType }) => opType === 'Scan');
    const body = scan === undefined ? undefined : bodyOf(scan);
    if (scan === undefined || body === undefined) {
      report({ rule: 'hoist', at: graph.name, reason: unmatched('it is no loop').reason });
      return graph;
    }
    const invariant = new BatchwiseNodes(graph, body, report).leadingToProducts();
    return invariant.size === 0 ? graph : new Hoist(graph, scan, body, invariant).run();
  },
};

/** The nodes of a step that compute example by example from what is fed and from constants. */
class BatchwiseNodes {
  private readonly constants: ReadonlyMap<string, GraphValue>;
  /** Values whose first axis is the examples of a batch. */
  private readonly batchwise = new Set<string>();
  private readonly nodes: GraphNode[] = [];

  constructor({ fed }: Graph, body: GraphBody, report: Report) {
    this.constants = new Map(body.initializers.map(({ value }) => [value.name, value]));
    for (const { name, shape } of body.inputs.filter((input) => fed.has(input.name) && input.shape.length > 1)) {
      if (isBatch(shape)) this.batchwise.add(name);
      else report({ rule: 'hoist', at: name, reason: declined('it is a batch of one example').reason });
    }
    const results = new Set(body.outputs.map(({ name }) => name));
    for (const node of body.nodes) {
      const [output] = node.outputs;
      if (output === undefined) continue;
      const refusal = this.refuse(node, output, results);
      if (refusal === undefined) {
        this.batchwise.add(output.name);
        this.nodes.push(node);
      } else if (!refusal.isUnmatched) report({ rule: 'hoist', at: output.name, reason: refusal.reason });
    }
  }

  /** The products with what they are computed from: alone, nothing else is worth it. */
  leadingToProducts(): ReadonlySet<GraphNode> {
    const taken = new Set<GraphNode>();
    const needed = new Set<string>();
    for (const node of [...this.nodes].reverse()) {
      if (node.opType !== 'Gemm' && !node.outputs.some(({ name }) => needed.has(name))) continue;
      taken.add(node);
      for (const { name } of node.inputs) needed.add(name);
    }
    return taken;
  }

  private refuse(node: GraphNode, output: GraphValue, results: ReadonlySet<string>): Declined | undefined {
    if (!node.inputs.some(({ name }) => this.batchwise.has(name)))
      return unmatched('it reads no examples that are fed');
    if (results.has(output.name)) return declined('it is a result of the step');
    if (node.opType === 'Gemm') return this.refuseProduct(node, output);
    if (node.opType === 'Reshape') return this.refuseReshape(node, output);
    return this.refuseArithmetic(node, output);
  }

  private refuseProduct({ inputs: [a, b, bias], attributes }: GraphNode, output: GraphValue): Declined | undefined {
    if (a?.shape.length !== 2 || !this.batchwise.has(a.name) || attributes['transA'] === 1) {
      return declined('its first operand is no batch of rows');
    }
    if (b === undefined || !this.constants.has(b.name)) return declined('its weights are not frozen');
    const isForAll = bias === undefined || this.isEqualForAll(bias, output.shape[1] ?? 1);
    return isForAll ? undefined : declined('what it adds is not the same for every example');
  }

  private refuseReshape({ inputs: [source, list] }: GraphNode, output: GraphValue): Declined | undefined {
    if (source === undefined || list === undefined || !this.constants.has(list.name))
      return declined('it has no shape');
    return output.shape[0] === source.shape[0] ? undefined : declined('it mixes examples');
  }

  private refuseArithmetic(node: GraphNode, output: GraphValue): Declined | undefined {
    if (!isArithmetic(node)) return declined(`${node.opType} may look across examples`);
    if (output.type !== 'float32') return declined('its value is no float');
    const isOperand = (value: GraphValue): boolean =>
      this.batchwise.has(value.name)
        ? equalShapes(value.shape, output.shape) && value.type === 'float32'
        : this.isEqualForAll(value, output.shape.at(-1) ?? 1);
    return node.inputs.every(isOperand) ? undefined : declined('an operand is not the same for every example');
  }

  /** Whether a value is a constant scalar, or a constant row of the given length. */
  private isEqualForAll(value: GraphValue, columns: number): boolean {
    const shape = this.constants.get(value.name)?.shape;
    if (shape === undefined) return false;
    const size = sizeOf(shape);
    return size === 1 || (size === columns && shape.at(-1) === columns);
  }
}

/** A batch of one stays: a runtime may multiply a single row by another kernel, with other last digits. */
function isBatch(shape: readonly number[]): boolean {
  return shape.length > 1 && (shape[0] ?? 1) > 1;
}

/** Moves nodes from a loop's body to before the loop. */
class Hoist {
  private readonly moved: readonly GraphNode[];
  private readonly rest: readonly GraphNode[];
  private readonly made: readonly GraphValue[];
  private readonly read: ReadonlySet<string>;
  private readonly used: ReadonlySet<string>;
  private readonly hoistedNames: ReadonlySet<string>;

  constructor(
    private readonly graph: Graph,
    private readonly scan: GraphNode,
    private readonly body: GraphBody,
    invariant: ReadonlySet<GraphNode>,
  ) {
    this.moved = body.nodes.filter((node) => invariant.has(node));
    this.rest = body.nodes.filter((node) => !invariant.has(node));
    this.made = this.moved.flatMap(({ outputs }) => outputs);
    this.read = new Set(this.moved.flatMap(readAhead));
    this.used = new Set(this.rest.flatMap(({ inputs }) => inputs.map(({ name }) => name)));
    const sources = this.body.inputs.filter(({ name }) => this.read.has(name));
    this.hoistedNames = new Set([...sources, ...this.made].map(({ name }) => name));
  }

  run(): Graph {
    const sources = this.body.inputs.filter(({ name }) => this.read.has(name));
    const passed = this.made.filter(({ name }) => this.used.has(name));
    const nodes = [
      ...sources.map((value) => this.reshape(ofAllSteps(value), this.hoisted(value))),
      ...this.moved.map((node) => this.move(node)),
      // A step has its own part of these.
      ...passed.map((value) => this.reshape(this.hoisted(value), ofAllSteps(value))),
      this.loop(passed),
    ];
    return this.graph.with({ nodes, maxSteps: stepsThatFit(this.made) });
  }

  /** The loop without the nodes that were moved; it is fed what they pass to it. */
  private loop(passed: readonly GraphValue[]): GraphNode {
    const { fed } = this.graph;
    const unread = new Set(
      this.body.inputs.filter(({ name }) => fed.has(name) && !this.used.has(name)).map(({ name }) => name),
    );
    const unreadAll = new Set([...unread].map(loopNaming.all));
    const body = {
      ...this.body,
      nodes: this.rest,
      initializers: this.body.initializers.filter(({ value: { name } }) => this.used.has(name) && !this.read.has(name)),
      inputs: [...this.body.inputs.filter(({ name }) => !unread.has(name)), ...passed],
    };
    const inputs = [...this.scan.inputs.filter(({ name }) => !unreadAll.has(name)), ...passed.map(ofAllSteps)];
    const scanned = (this.scan.attributes['num_scan_inputs'] as number) - unread.size + passed.length;
    return { ...this.scan, inputs, attributes: { num_scan_inputs: scanned, body: { body } } };
  }

  private move(node: GraphNode): GraphNode {
    const [source] = node.inputs;
    const [target] = node.outputs;
    // Its constant shape has the examples of one step.
    if (node.opType === 'Reshape' && source !== undefined && target !== undefined) {
      return this.reshape(this.hoisted(source), this.hoisted(target));
    }
    const hoisted = (value: GraphValue): GraphValue =>
      this.hoistedNames.has(value.name) ? this.hoisted(value) : value;
    return { ...node, inputs: node.inputs.map(hoisted), outputs: node.outputs.map(hoisted) };
  }

  /** A value for the examples of all steps as one batch. */
  private hoisted({ name, shape, type }: GraphValue): GraphValue {
    return { name: `ahead:${name}`, shape: [dynamicLength, ...shape.slice(1)], type };
  }

  private reshape(source: GraphValue, target: GraphValue): GraphNode {
    const name = `ahead:[${target.shape.join()}]`;
    const list: GraphValue = { name, shape: [target.shape.length], type: 'int64' };
    this.graph.constants.set(list, target.shape);
    return { opType: 'Reshape', inputs: [source, list], outputs: [target], attributes: {} };
  }
}

/** The names that a node reads once it has been moved: a Reshape gets a shape of its own. */
function readAhead({ opType, inputs }: GraphNode): readonly string[] {
  return (opType === 'Reshape' ? inputs.slice(0, 1) : inputs).map(({ name }) => name);
}

function stepsThatFit(values: readonly GraphValue[]): number {
  const largest = Math.max(0, ...values.map(({ shape }) => Float32Array.BYTES_PER_ELEMENT * sizeOf(shape)));
  return Math.max(1, Math.floor(maxBytes / largest));
}

import { isElementwise } from '../../graph/elementwise';
import { Graph } from '../../graph/graph';
import type { GraphNode, GraphValue, Initializer } from '../../graph/node';
import { sizeOf } from '../../graph/shape';
import { fuse } from '../fuse';
import { prune } from '../prune';
import { ruleOf } from './rules';
import { Vectorizer } from './vectorizer';

/**
 * Numbers of a value from which operations on it go from member to member: those of one turn then stay in the processor's
 * second cache. Adam makes ten passes over each weight, which for all members at once are passes over memory.
 */
const minLooped = 8_192;
/**
 * Numbers of a value that members of one turn have together at most. ONNX Runtime leaves a pass over fewer than some 90,000 to
 * one thread, so small members take turns together; the values of more would leave the cache.
 */
const maxOfTurn = 131_072;
/** Passes for each product from which members take turns together: a product takes an addend of one member only. */
const minPasses = 6;

/**
 * Nodes that end in results and read nothing that others need: the gradients of large weights, and their updates.
 * @param stacked names of the values of which each member has its own
 */
export function loopedNodes(graph: Graph, stacked: ReadonlySet<string>): ReadonlySet<GraphNode> {
  const looped = new Set<GraphNode>();
  const isFit = (node: GraphNode): boolean => {
    const [output, second] = node.outputs;
    if (output === undefined || second !== undefined || sizeOf(output.shape) < minLooped) return false;
    const isProduct = node.opType === 'Gemm' && node.inputs.length === 2;
    return stacked.has(output.name) && (isProduct || isElementwise(node));
  };
  for (const node of graph.nodes.toReversed()) {
    const users = node.outputs.flatMap((output) => graph.users(output));
    if (isFit(node) && users.every((user) => looped.has(user))) looped.add(node);
  }
  return looped;
}

/** f(x) of large x of all members → Scan(x; f), with one member or a few in each turn. */
export class MemberLoop {
  /** Members that take a turn together. */
  private readonly together: number;
  private readonly results: readonly GraphValue[];

  /** Declares what the loop takes and gives by turns, which is known before other nodes read it. */
  constructor(
    private readonly vectorizer: Vectorizer,
    private readonly nodes: readonly GraphNode[],
  ) {
    const { graph, ensemble } = vectorizer;
    const made = namesMadeBy(nodes);
    this.results = graph.outputs.filter(({ name }) => made.has(name));
    this.together = membersOfTurn(nodes, ensemble.members);
    if (this.together === 1) return;
    const carried = graph.carried.flatMap(({ before, after }) => (made.has(after) ? [before] : []));
    for (const input of graph.inputs) if (carried.includes(input.name)) vectorizer.takeByTurns(input, this.together);
    for (const result of this.results) vectorizer.giveByTurns(result, this.together);
  }

  /** Appends the loop, once what it reads is made. */
  write(): void {
    const { vectorizer, nodes, results, together } = this;
    const { graph } = vectorizer;
    const made = namesMadeBy(nodes);
    const read = new Map(nodes.flatMap(({ inputs }) => inputs.map((input) => [input.name, input] as const)));
    const scanned = [...read.values()].filter((value) => !made.has(value.name) && vectorizer.isStacked(value));
    const own = ownNames(vectorizer, new Set([...made, ...scanned.map(({ name }) => name)]));
    const ofOne = new Graph({
      ...{ name: `${graph.name}, a member`, constants: graph.constants, carried: [], fed: new Set<string>() },
      ...{ transposed: new Set<string>(), maxSteps: Infinity },
      nodes: nodes.map((node) => ({
        ...node,
        ...(node.opType === 'Gemm' ? withoutTranspose(node, vectorizer, own) : { inputs: node.inputs.map(own) }),
        outputs: node.outputs.map(own),
      })),
      inputs: scanned.map(own),
      outputs: results.map(own),
    });
    const body = prune.run(together === 1 ? fuse.run(ofOne) : ofSeveral(ofOne, together));
    vectorizer.nodes.push({
      ...{ opType: 'Scan', label: 'members' },
      inputs: scanned.map((value) =>
        together === 1 ? vectorizer.valueOf(value) : vectorizer.byTurns(value, together),
      ),
      outputs: results.map((value) => vectorizer.madeByTurns(value)),
      attributes: {
        num_scan_inputs: scanned.length,
        body: { body: { name: body.name, ...withOwnConstants(body) } },
      },
    });
  }
}

function namesMadeBy(nodes: readonly GraphNode[]): ReadonlySet<string> {
  return new Set(nodes.flatMap(({ outputs }) => outputs.map(({ name }) => name)));
}

/** The most members that divide all and whose values are few enough. */
function membersOfTurn(nodes: readonly GraphNode[], members: number): number {
  const products = nodes.filter(({ opType }) => opType === 'Gemm').length;
  if (nodes.length - products < minPasses * products) return 1;
  const largest = Math.max(...nodes.flatMap(({ outputs }) => outputs.map(({ shape }) => sizeOf(shape))));
  let together = Math.max(1, Math.min(members, Math.floor(maxOfTurn / largest)));
  while (members % together !== 0) together -= 1;
  return together;
}

/** The body for several members at once. */
function ofSeveral(body: Graph, members: number): Graph {
  const several = new Vectorizer(body, { members, shared: new Set(), constants: new Map() });
  for (const node of body.nodes) ruleOf(node)(node, several);
  return body.with({
    nodes: several.nodes,
    inputs: body.inputs.map((input) => several.valueOf(input)),
    outputs: body.outputs.map((output) => several.valueOf(output)),
  });
}

/** Gemm(x, dy; transA) of rows x that members share → Gemm(xᵀ, dy): the rows are transposed once for all members. */
function withoutTranspose(
  node: GraphNode,
  vectorizer: Vectorizer,
  own: (value: GraphValue) => GraphValue,
): Pick<GraphNode, 'inputs' | 'attributes'> {
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined || node.attributes['transA'] !== 1 || vectorizer.isStacked(a)) {
    return { inputs: node.inputs.map(own), attributes: node.attributes };
  }
  return { inputs: [vectorizer.transposed(a), own(b)], attributes: { ...node.attributes, transA: 0 } };
}

/** Names of a member's values, which must differ from those around the loop. Shared values are read from there. */
function ownNames({ ensemble }: Vectorizer, names: ReadonlySet<string>): (value: GraphValue) => GraphValue {
  return (value) => (names.has(value.name) ? { ...value, name: `${value.name}:of ${ensemble.members}` } : value);
}

/** The graph with constants of its own: one name is one value, also around a loop. */
function withOwnConstants({ nodes, inputs, outputs, initializers }: Graph): {
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly initializers: readonly Initializer[];
} {
  const constants = new Map(initializers.map(({ value, bytes }) => [value.name, { value, bytes }]));
  const own = (value: GraphValue): GraphValue =>
    constants.has(value.name) ? { ...value, name: `${value.name}:own` } : value;
  return {
    nodes: nodes.map((node) => ({ ...node, inputs: node.inputs.map(own) })),
    inputs,
    outputs,
    initializers: initializers.map(({ value, bytes }) => ({ value: own(value), bytes })),
  };
}

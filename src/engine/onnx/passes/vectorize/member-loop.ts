import { isElementwise } from '../../graph/elementwise';
import { Graph } from '../../graph/graph';
import type { GraphNode, GraphValue, Initializer } from '../../graph/node';
import { sizeOf } from '../../graph/shape';
import { fuse } from '../fuse';
import { prune } from '../prune';
import type { Vectorizer } from './vectorizer';

/**
 * Numbers of a value from which operations on it go from member to member: those of one member then stay in the processor's
 * second cache. Adam makes ten passes over each weight, which for all members at once are passes over memory.
 */
const minLooped = 8_192;

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

/** f(x) of large x of all members → Scan(x; f), a member in each turn. */
export function writeMemberLoop(vectorizer: Vectorizer, nodes: readonly GraphNode[]): void {
  const { graph } = vectorizer;
  const made = new Set(nodes.flatMap(({ outputs }) => outputs.map(({ name }) => name)));
  const read = new Map(nodes.flatMap(({ inputs }) => inputs.map((input) => [input.name, input] as const)));
  const scanned = [...read.values()].filter((value) => !made.has(value.name) && vectorizer.isStacked(value));
  const results = graph.outputs.filter(({ name }) => made.has(name));
  const own = ownNames(vectorizer, new Set([...made, ...scanned.map(({ name }) => name)]));
  const body = new Graph({
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
  const fused = prune.run(fuse.run(body));
  vectorizer.nodes.push({
    ...{ opType: 'Scan', label: 'members' },
    inputs: scanned.map((value) => vectorizer.valueOf(value)),
    outputs: results.map((value) => vectorizer.stack(value)),
    attributes: {
      num_scan_inputs: scanned.length,
      body: { body: { name: body.name, ...withOwnConstants(fused) } },
    },
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

import { namesReadBy } from '../graph/graph';
import type { GraphNode } from '../graph/node';
import { ignoreDeclines, type Pass, type Report } from './pass';

/**
 * Dead-code elimination: keeps the nodes and the inputs that the outputs need. MaxPool(x) → (values, positions) becomes
 * MaxPool(x) → values where no node reads the positions, which cost time.
 */
export const prune: Pass = {
  name: 'prune',
  run: (graph, report = ignoreDeclines) => {
    const needed = new Set(graph.outputs.map(({ name }) => name));
    const kept: GraphNode[] = [];
    // Nodes come after what they read, so that one pass from the end is enough.
    for (const node of [...graph.nodes].reverse()) {
      if (!node.outputs.some(({ name }) => needed.has(name))) continue;
      for (const name of namesReadBy(node)) needed.add(name);
      kept.push(withoutPositions(node, needed, report));
    }
    return graph.with({ nodes: kept.reverse(), inputs: graph.inputs.filter(({ name }) => needed.has(name)) });
  },
};

/** Positions are an optional output of MaxPool; other operations require all of their outputs. */
function withoutPositions(node: GraphNode, needed: ReadonlySet<string>, report: Report): GraphNode {
  const [values, positions] = node.outputs;
  if (values === undefined || positions === undefined || needed.has(positions.name)) return node;
  if (node.opType === 'MaxPool') return { ...node, outputs: [values] };
  report({ rule: 'drop-output', at: values.name, reason: `${node.opType} requires all of its outputs` });
  return node;
}

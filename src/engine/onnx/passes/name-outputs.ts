import type { GraphNode, GraphValue } from '../graph/node';
import { declined, type Declined, ignoreDeclines, type Pass } from './pass';
import type { Graph } from '../graph/graph';

/**
 * y = Op(x); out = Identity(y) → out = Op(x).
 *
 * ONNX Runtime copies the value of an Identity, each time. Inputs and constants that are outputs, and second names of one
 * value, keep theirs.
 */
export const nameOutputs: Pass = {
  name: 'name-outputs',
  run: (graph, report = ignoreDeclines) => {
    const given = new Set(graph.outputs.map(({ name }) => name));
    const names = new Map<string, string>();
    const kept = graph.nodes.filter((node) => {
      const [source] = node.inputs;
      const [output] = node.outputs;
      if (node.opType !== 'Identity' || source === undefined || output === undefined) return true;
      const refusal = refuse(graph, source, output, given, names);
      if (refusal === undefined) names.set(source.name, output.name);
      else report({ rule: 'name-output', at: output.name, reason: refusal.reason });
      return refusal !== undefined;
    });
    const named = (value: GraphValue): GraphValue => {
      const name = names.get(value.name);
      return name === undefined ? value : { ...value, name };
    };
    const renamed = (node: GraphNode): GraphNode => ({
      ...node,
      inputs: node.inputs.map(named),
      outputs: node.outputs.map(named),
    });
    return graph.with({ nodes: kept.map(renamed) });
  },
};

function refuse(
  graph: Graph,
  source: GraphValue,
  output: GraphValue,
  given: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): Declined | undefined {
  if (!given.has(output.name)) return declined('it is no output of the graph');
  if (graph.producer(source) === undefined) return declined('its source is an input or a constant');
  if (given.has(source.name) || names.has(source.name)) return declined('its source has the name of another output');
  return undefined;
}

import type { Graph } from '../../graph/graph';
import type { GraphNode } from '../../graph/node';
import { declined, ignoreDeclines, type Pass } from '../pass';
import { loopedNodes, MemberLoop } from './member-loop';
import { ruleOf } from './rules';
import { Vectorizer, type Ensemble } from './vectorizer';

/**
 * f(x) of one member → f(x₀), f(x₁), … of all members, with an axis of the members in front: MatMul(x, w) of [batch, in] and [in,
 * out] becomes MatMul of [members, batch, in] and [members, in, out], as by JAX's and PyTorch's `vmap`. Updates of large weights
 * go from member to member, or from a few to the next.
 *
 * Values that members share are computed once. Small networks gain: the runtime's time for each operation is paid once for all.
 * @throws UnvectorizableError where an operation has no rule.
 */
export function vectorize(ensemble: Ensemble): Pass {
  return {
    name: 'vectorize',
    run: (graph, report = ignoreDeclines) => {
      const vectorizer = new Vectorizer(graph, ensemble);
      const looped = loopedNodes(graph, stackedValues(graph, vectorizer));
      const loop = looped.size === 0 ? undefined : new MemberLoop(vectorizer, [...looped].toReversed());
      const results = new Set(graph.outputs.map(({ name }) => name));
      for (const node of graph.nodes) {
        if (looped.has(node)) continue;
        if (node.inputs.some((input) => vectorizer.isStacked(input))) ruleOf(node)(node, vectorizer);
        else if (node.outputs.some(({ name }) => results.has(name))) repeat(node, vectorizer);
        else {
          vectorizer.nodes.push(node);
          const { reason } = declined('all members share what it reads: it is computed once');
          report({ rule: 'stack', at: node.outputs[0]?.name ?? '', reason });
        }
      }
      loop?.write();
      return graph.with({
        nodes: vectorizer.nodes,
        inputs: graph.inputs.map((input) => vectorizer.held(input)),
        outputs: graph.outputs.map((output) => vectorizer.held(output)),
      });
    },
  };
}

/** Names of the values of which each member has its own. */
function stackedValues({ nodes, inputs, initializers }: Graph, vectorizer: Vectorizer): ReadonlySet<string> {
  const given = [...inputs, ...initializers.map(({ value }) => value)];
  const stacked = new Set(given.flatMap((value) => (vectorizer.isStacked(value) ? [value.name] : [])));
  for (const node of nodes) {
    if (node.inputs.some(({ name }) => stacked.has(name))) for (const { name } of node.outputs) stacked.add(name);
  }
  return stacked;
}

/** A result that members share: each has its own of every result. */
function repeat(node: GraphNode, vectorizer: Vectorizer): void {
  const outputs = node.outputs.map((output) => ({ ...output, name: `${output.name}:shared` }));
  vectorizer.nodes.push({ ...node, outputs });
  for (const [index, output] of node.outputs.entries()) {
    const source = outputs[index];
    if (source === undefined) continue;
    const list = vectorizer.graph.constants.integers([vectorizer.ensemble.members, ...output.shape]);
    const attributes = {};
    vectorizer.nodes.push({
      opType: 'Expand',
      inputs: [source, list],
      outputs: [vectorizer.stack(output)],
      attributes,
    });
  }
}

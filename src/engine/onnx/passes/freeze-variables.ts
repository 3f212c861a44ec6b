import { declined, ignoreDeclines, type Pass } from './pass';

/**
 * Op(x, variable) → Op(x, constant): variables that no step changes become part of the model, where ONNX Runtime packs the
 * weights of a product once and not in each step.
 * @param values the variables' values in row-major order, by the names of the graph's inputs.
 */
export function freezeVariables(values: ReadonlyMap<string, Float32Array>): Pass {
  return {
    name: 'freeze-variables',
    run: (graph, report = ignoreDeclines) => {
      const known = new Set(graph.inputs.map(({ name }) => name));
      for (const name of values.keys()) {
        if (!known.has(name)) report({ rule: 'freeze', at: name, reason: declined('no node reads it').reason });
      }
      for (const input of graph.inputs) {
        const numbers = values.get(input.name);
        if (numbers !== undefined) graph.constants.set(input, numbers);
      }
      return graph.with({ inputs: graph.inputs.filter(({ name }) => !values.has(name)) });
    },
  };
}

import type { GraphNode } from '../graph/node';

/**
 * Gives a value that is an output the output's name where it is made: ONNX Runtime copies what an Identity gives out, each
 * time. Inputs and constants that are given out, and second names of one value, keep theirs.
 */
export function nameOutputs(nodes: readonly GraphNode[], outputs: readonly string[]): readonly GraphNode[] {
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const given = new Set(outputs);
  const names = new Map<string, string>();
  const kept = nodes.filter(({ opType, inputs: [source = ''], outputs: [output = ''] }) => {
    if (opType !== 'Identity' || !given.has(output) || !made.has(source)) return true;
    if (given.has(source) || names.has(source)) return true;
    names.set(source, output);
    return false;
  });
  const named = (name: string): string => names.get(name) ?? name;
  return kept.map((node) => ({ ...node, inputs: node.inputs.map(named), outputs: node.outputs.map(named) }));
}

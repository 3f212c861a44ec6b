import { convertToNchwc } from './nchwc';
import { fuse } from './fuse';
import { lowerDepthToSpace } from './depth-to-space';
import { nameOutputs } from './name-outputs';
import type { ElementType, GraphNode, GraphValue } from '../graph/node';
import type { Carried } from './scan-loop';
import { hoistScalarMultiply } from './hoist-scalar-multiply';
import { transposeWeights, type TransposedGraph } from './transpose-weights';

/** What is known of a graph's values by name. */
export interface GraphInfo {
  readonly values: ReadonlyMap<string, GraphValue>;
  /** The numbers of constants of one element. */
  readonly scalars: ReadonlyMap<string, number>;
  /** The numbers of constants of whole numbers, such as axes. */
  readonly lists: ReadonlyMap<string, readonly number[]>;
  /** A constant of the graph. */
  constant(values: ArrayLike<number>, shape: readonly number[], type: ElementType): GraphValue;
}

/** How a graph is written. */
export interface Writing {
  /** How many channels a block of an image has; 1 keeps to ONNX's own operations. */
  readonly blockSize: number;
  /** The variables that the graph changes, whose values may lie in another order between two steps. */
  readonly carried: readonly Carried[];
}

/** The nodes that the outputs need, in order, with those joined that one operation of ONNX does at once. */
export function runPasses(
  nodes: readonly GraphNode[],
  outputs: readonly string[],
  knowledge: GraphInfo,
  { blockSize, carried }: Writing,
): TransposedGraph {
  const scaled = hoistScalarMultiply(prune(nodes, outputs), outputs, knowledge);
  const joined = prune(fuse(scaled, knowledge), outputs);
  const turned = transposeWeights(joined, carried, knowledge);
  const placed = blockSize === 1 ? turned.nodes : convertToNchwc(turned.nodes, knowledge, blockSize);
  const written = prune(lowerDepthToSpace(prune(placed, outputs), knowledge), outputs);
  return { nodes: nameOutputs(written, outputs), names: turned.names };
}

/** Keeps what the outputs need; nodes come after what they use, so that one pass from the end is enough. */
function prune(nodes: readonly GraphNode[], outputs: readonly string[]): readonly GraphNode[] {
  const needed = new Set(outputs);
  const kept: GraphNode[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    for (const name of node.inputs) needed.add(name);
    kept.push({ ...node, outputs: withoutUnused(node, needed) });
  }
  return kept.reverse();
}

/** The places of a pool's maxima are optional and cost time; other operations require all of their outputs. */
function withoutUnused(node: GraphNode, needed: ReadonlySet<string>): readonly string[] {
  const [first = '', places = ''] = node.outputs;
  return node.opType === 'MaxPool' && !needed.has(places) ? [first] : node.outputs;
}

import type { Graph } from '../../../../../../src/engine/onnx/graph/graph';
import { printGraph } from '../../../../../../src/engine/onnx/graph/print';
import { ignoreDeclines, type Decline, type Pass } from '../../../../../../src/engine/onnx/passes/pass';
import { runPasses } from '../../../../../../src/engine/onnx/passes/pass-pipeline';
import { prune } from '../../../../../../src/engine/onnx/passes/prune';
import { GraphBuilder, type Binding } from '../../../../../../src/engine/onnx/trace/graph-builder';

/** A small graph that a pass rewrites or leaves as it is. */
export interface GoldenCase {
  readonly title: string;
  readonly build: (graph: GraphBuilder) => void;
  readonly binding?: Binding;
}

/** A pass with the cases of its golden text, and the passes that its input has been through. */
export interface Golden {
  readonly pass: Pass;
  readonly before?: readonly Pass[];
  readonly cases: readonly GoldenCase[];
}

/** The graph of a case before its pass. */
export function graphBefore({ before = [] }: Golden, { build, binding }: GoldenCase): Graph {
  const builder = new GraphBuilder('step');
  build(builder);
  const traced = builder.finish(binding);
  return before.length === 0 ? traced : runPasses(traced, before);
}

/** The graph after it, without the nodes that it has made superfluous. */
export function graphAfter({ pass }: Golden, graph: Graph, report = ignoreDeclines): Graph {
  const after = pass.run(graph, report);
  return pass.name === prune.name ? after : prune.run(after);
}

/** The golden text of a pass: for each case the graph before and after, and what the pass declined. */
export function goldenText(golden: Golden): string {
  return golden.cases.map((one) => caseText(golden, one)).join('\n');
}

function caseText(golden: Golden, one: GoldenCase): string {
  const declines: Decline[] = [];
  const graph = graphBefore(golden, one);
  const before = printGraph(graph);
  const after = printGraph(graphAfter(golden, graph, (decline) => declines.push(decline)));
  const isSame = before.join() === after.join();
  return [
    `# ${one.title}`,
    ...labelled('before', before),
    ...(isSame ? ['same'] : labelled('after', after)),
    ...declines.map(({ rule, at, reason }) => `declined ${rule} at %${at}: ${reason}`),
    '',
  ].join('\n');
}

function labelled(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(8)}${line}`);
}

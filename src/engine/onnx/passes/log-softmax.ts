import type { Graph } from '../graph/graph';
import { integersOf, type GraphNode, type GraphValue } from '../graph/node';
import { bindRule, declined, ignoreDeclines, rewriteEach, unmatched, type Pass, type Rule } from './pass';

/** s − log Σ exp(s) with s = x − max(x), along the last axis; gives x. */
const logSoftmaxOfRow: Rule<GraphValue> = {
  name: 'log-softmax-of-row',
  operations: ['Sub'],
  match: ({ inputs: [shifted, logarithm] }, { graph }) => {
    const sum = logarithm && inputOf(graph, logarithm, 'Log');
    const exponentials = sum && inputOf(graph, sum, 'ReduceSum');
    const exponent = exponentials && inputOf(graph, exponentials, 'Exp');
    if (shifted === undefined || sum === undefined || exponent === undefined || exponent.name !== shifted.name) {
      return unmatched('no logarithm of a sum of exponentials');
    }
    const [x, largest] = producerOf(graph, shifted, 'Sub')?.inputs ?? [];
    const maximum = largest && producerOf(graph, largest, 'ReduceMax');
    if (x === undefined || maximum === undefined || maximum.inputs[0]?.name !== x.name) {
      return declined('its largest number was not subtracted');
    }
    const last = x.shape.length - 1;
    const areOfRow = [maximum, graph.producer(sum)].every((node) => node !== undefined && isAlong(graph, node, last));
    return areOfRow ? x : declined('it is not along the last axis');
  },
  rewrite: (x, { outputs }, rewriter) =>
    rewriter.emit({ opType: 'LogSoftmax', inputs: [x], outputs, attributes: { axis: x.shape.length - 1 } }),
};

/**
 * Sub(s, Log(ReduceSum(Exp(s)))) with s = Sub(x, ReduceMax(x)) → LogSoftmax(x), as tfjs computes logarithms of probabilities.
 *
 * One operation goes over each row once, where six go over all rows one after the other: 3.7 µs in place of 9.1 for 128 rows of
 * 10 classes on one thread, 59 in place of 102 for 1,000 classes. A step of distillation has four of them.
 */
export const logSoftmax: Pass = {
  name: 'log-softmax',
  run: (graph, report = ignoreDeclines) => rewriteEach(graph, [bindRule(logSoftmaxOfRow)], report),
};

function producerOf(graph: Graph, value: GraphValue, opType: string): GraphNode | undefined {
  const node = graph.producer(value);
  return node?.opType === opType ? node : undefined;
}

/** The first operand of the operation that makes a value, if it is of the given kind. */
function inputOf(graph: Graph, value: GraphValue, opType: string): GraphValue | undefined {
  return producerOf(graph, value, opType)?.inputs[0];
}

/** Whether a reduction is along one axis alone, and keeps it. */
function isAlong({ constants }: Graph, node: GraphNode, axis: number): boolean {
  const axes = node.opType === 'ReduceSum' ? constants.list(node.inputs[1]) : integersOf(node, 'axes');
  return node.attributes['keepdims'] === 1 && axes?.length === 1 && axes[0] === axis;
}

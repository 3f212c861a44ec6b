import * as tf from '@tensorflow/tfjs-core';
import { describeAgreement, differentiable, floats, normal, valued, type Case } from '../../../agreement';

function reductions(): Case[] {
  const x = normal([2, 3, 4, 5], 11);
  const axes: (number[] | number | undefined)[] = [undefined, 0, -1, [1, 2], [0, 1, 2], [0, 2], [3]];
  const functions: Record<string, (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor> = {
    sum: tf.sum,
    mean: tf.mean,
    max: tf.max,
    min: tf.min,
  };
  const cases = Object.entries(functions).flatMap(([name, compute]) =>
    axes.flatMap((axis) =>
      [false, true].map((isKept) =>
        differentiable(
          `${name} over ${axis === undefined ? 'all' : String(axis)}${isKept ? ', kept' : ''}`,
          (values) => compute(values, axis, isKept),
          x,
        ),
      ),
    ),
  );
  return [
    ...cases,
    differentiable('prod over all', (values) => tf.prod(values), normal([2, 3], 12)),
    differentiable('prod over 1', (values) => tf.prod(values, 1), x),
    differentiable('prod over 2,3', (values) => tf.prod(values, [2, 3]), x),
    valued('prod, kept', (values) => tf.prod(values, [0, 2], true), x),
    differentiable('sum over no axes', (values) => tf.sum(values, []), x),
    valued('argMax', (values) => tf.argMax(values, 1), x),
    valued('argMax of equal values', (values) => tf.argMax(values, -1), floats([1, 3, 3, 2, 2, 1], [2, 3])),
    valued('argMin', (values) => tf.argMin(values, -1), x),
    valued('all', (values) => tf.all(tf.greater(values, -1), 1), x),
    valued('any', (values) => tf.any(tf.greater(values, 1), [0, 2], true), x),
    differentiable('softmax', (values) => tf.softmax(values), normal([4, 7], 13, 5)),
    differentiable(
      'softmax of large logits',
      (values) => tf.softmax(values),
      floats([1e4, 0, -1e4, 80, 81, 79], [2, 3]),
    ),
    differentiable('logSoftmax', (values) => tf.logSoftmax(values), normal([4, 7], 14, 5)),
    differentiable('logSumExp', (values) => tf.logSumExp(values, 1), normal([4, 7], 15, 5)),
    valued('cumsum', (values) => tf.cumsum(values, 1), x),
    differentiable('cumsum, exclusive and reversed', (values) => tf.cumsum(values, 3, true, true), x),
    valued('cumprod', (values) => tf.cumprod(values, 3), x),
    valued('cumprod, exclusive and reversed', (values) => tf.cumprod(values, 1, true, true), x),
    valued('topk', (values) => tf.topk(values, 3).values, x),
    valued('topk, places', (values) => tf.topk(values, 2).indices, floats([1, 5, 5, 0, 2, 2], [2, 3])),
    differentiable('moments', (values) => tf.moments(values, [0, 1, 2]).variance, x),
  ];
}

describeAgreement('onnx', 'reductions', [...reductions()]);

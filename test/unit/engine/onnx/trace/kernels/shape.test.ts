import * as tf from '@tensorflow/tfjs-core';
import { describeAgreement, differentiable, floats, normal, valued, whole, type Case } from '../../../agreement';

function shapes(): Case[] {
  const x = normal([2, 3, 4], 21);
  const image = normal([2, 3, 5, 2], 22);
  return [
    differentiable('reshape', (values) => tf.reshape(values, [4, -1]), x),
    differentiable('expandDims and squeeze', (values) => tf.squeeze(tf.expandDims(values, -1), [3]), x),
    differentiable('transpose', (values) => tf.transpose(values, [2, 0, 1]), x),
    differentiable('transpose twice', (values) => tf.transpose(tf.relu(tf.transpose(values, [1, 2, 0])), [0, 2, 1]), x),
    differentiable('concat', (a, b) => tf.concat([a, b, a], 1), x, normal([2, 1, 4], 23)),
    differentiable('slice', (values) => tf.slice(values, [0, 1, 1], [2, 2, -1]), x),
    valued('stridedSlice', (values) => tf.stridedSlice(values, [0, 2, 0], [2, 0, 4], [1, -1, 3]), x),
    valued(
      'stridedSlice that drops an axis',
      (values) => tf.stridedSlice(values, [1, 0, 1], [2, 3, 4], [1, 1, 1], 0, 0, 0, 0, 1),
      x,
    ),
    differentiable('reverse', (values) => tf.reverse(values, [0, 2]), x),
    differentiable(
      'pad',
      (values) =>
        tf.pad(
          values,
          [
            [1, 0],
            [0, 2],
            [1, 1],
          ],
          0.5,
        ),
      x,
    ),
    valued(
      'mirrorPad',
      (values) =>
        tf.mirrorPad(
          values,
          [
            [0, 1],
            [2, 1],
            [1, 3],
          ],
          'reflect',
        ),
      x,
    ),
    differentiable('tile', (values) => tf.tile(values, [2, 1, 3]), x),
    differentiable('tile of axes of length 1', (values) => tf.tile(values, [2, 1, 3]), normal([1, 4, 1], 24)),
    differentiable('broadcastTo', (values) => tf.mul(tf.broadcastTo(values, [2, 3, 4]), 2), normal([3, 1], 25)),
    differentiable('gather', (values, places) => tf.gather(values, places, 1), x, whole([2, 0, 2, 1])),
    differentiable('gather by a matrix', (values, places) => tf.gather(values, places), x, whole([1, 0, 1, 1], [2, 2])),
    valued('gatherND', (values, places) => tf.gatherND(values, places), x, whole([0, 1, 1, 2], [2, 2])),
    valued(
      'scatterND',
      (values, places) => tf.scatterND(places, values, [5]),
      floats([1, 2, 3]),
      whole([4, 0, 4], [3, 1]),
    ),
    valued('oneHot', (places) => tf.oneHot(places, 4), whole([0, 3, 1, 4, -1])),
    valued('oneHot with values', (places) => tf.oneHot(places, 3, 0.9, 0.05, 'float32'), whole([0, 2, 1])),
    differentiable('split', (values) => tf.add(...(tf.split(values, 2, 2) as [tf.Tensor, tf.Tensor])), x),
    differentiable('split by sizes', (values) => tf.split(values, [1, 2], 1)[1] as tf.Tensor, x),
    differentiable('stack', (a, b) => tf.stack([a, b], 1), x, normal([2, 3, 4], 26)),
    differentiable('unstack', (values) => tf.unstack(values, 1)[1] as tf.Tensor, x),
    differentiable(
      'zeros, ones and fill',
      (values) => tf.add(tf.mul(values, tf.onesLike(values)), tf.fill([2, 3, 4], 3)),
      x,
    ),
    valued(
      'range and linspace',
      (values) => tf.add(values, tf.concat([tf.range(0, 6, 2), tf.linspace(0, 1, 2)])),
      normal([5], 27),
    ),
    differentiable('a constant image', (values) => tf.mul(values, tf.tensor4d([...image.values], [2, 3, 5, 2])), image),
    differentiable('matMul', (a, b) => tf.matMul(a, b), normal([3, 4], 28), normal([4, 5], 29)),
    differentiable('matMul, transposed', (a, b) => tf.matMul(a, b, true, true), normal([4, 3], 30), normal([5, 4], 31)),
    differentiable(
      'matMul of batches',
      (a, b) => tf.matMul(a, b, false, true),
      normal([2, 3, 4], 32),
      normal([2, 5, 4], 33),
    ),
    differentiable('matMul of a batch of 1', (a, b) => tf.matMul(a, b), normal([1, 3, 4], 34), normal([1, 4, 2], 35)),
    ...(['linear', 'relu', 'elu', 'sigmoid'] as const).map((activation) =>
      differentiable(
        `fused matMul, ${activation}`,
        (a, b, bias) => tf.fused.matMul({ a, b, bias, activation }),
        normal([3, 4], 36),
        normal([4, 5], 37),
        normal([5], 38),
      ),
    ),
  ];
}

describeAgreement('onnx', 'shapes and places', [...shapes()]);

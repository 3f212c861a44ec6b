import * as tf from '@tensorflow/tfjs-core';
import { describeAgreement, differentiable, floats, normal, valued, whole, type Case } from '../../../agreement';

const edges = floats([-1e4, -30, -3.5, -2.5, -1, -1e-3, -1e-7, 0, 1e-7, 1e-3, 0.5, 1, 1.5, 2.5, 6, 6.5, 30, 1e4]);
const positive = floats([1e-6, 1e-3, 0.1, 0.5, 1, 2, 7, 100, 1e6]);
const random = normal([3, 5], 1);

function unary(): Case[] {
  const functions: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    neg: tf.neg,
    abs: tf.abs,
    sign: tf.sign,
    relu: tf.relu,
    relu6: tf.relu6,
    leakyRelu: (x) => tf.leakyRelu(x, 0.3),
    elu: tf.elu,
    selu: tf.selu,
    softplus: tf.softplus,
    sigmoid: tf.sigmoid,
    tanh: tf.tanh,
    square: tf.square,
    erf: tf.erf,
    gelu: (x) => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
    swish: (x) => tf.mul(x, tf.sigmoid(x)),
    clip: (x) => tf.clipByValue(x, -1, 2),
    floor: tf.floor,
    ceil: tf.ceil,
    round: tf.round,
  };
  const cases = Object.entries(functions).flatMap(([name, compute]) => [
    differentiable(name, compute, random),
    differentiable(`${name} at the edges`, compute, edges),
  ]);
  const ofPositive: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    sqrt: tf.sqrt,
    rsqrt: tf.rsqrt,
    log: tf.log,
    reciprocal: tf.reciprocal,
    'pow of 1.5': (x) => tf.pow(x, 1.5),
  };
  for (const [name, compute] of Object.entries(ofPositive)) cases.push(differentiable(name, compute, positive));
  const bounded = floats([-80, -1, -0.1, 0, 0.1, 1, 80]);
  return [
    ...cases,
    differentiable('exp', tf.exp, bounded),
    differentiable('sin', tf.sin, bounded),
    differentiable('cos', tf.cos, bounded),
    valued('step with a slope', (x) => tf.step(x, 0.25), edges),
    valued('step', (x) => tf.step(x), floats([1.2e-38, 1e-30, 3e38, Infinity, -1.2e-38, -0, -3e38, -Infinity])),
    valued(
      'isNaN, isInf, isFinite',
      (x) => {
        const odd = tf.concat([x, tf.tensor([Number.NaN, Infinity, -Infinity])]);
        return tf.stack([tf.isNaN(odd), tf.isInf(odd), tf.isFinite(odd)]);
      },
      edges,
    ),
    valued('cast to int32', (x) => tf.cast(x, 'int32'), edges),
    valued('cast to bool', (x) => tf.cast(x, 'bool'), edges),
    differentiable('cast of float to float', (x) => tf.cast(x, 'float32'), random),
  ];
}

function binary(): Case[] {
  const [wide, tall, one] = [normal([1, 5], 2), normal([3, 1], 3), normal([], 4)];
  const functions: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
    add: tf.add,
    sub: tf.sub,
    mul: tf.mul,
    div: tf.div,
    maximum: tf.maximum,
    minimum: tf.minimum,
    squaredDifference: tf.squaredDifference,
    prelu: tf.prelu,
  };
  // tfjs has no gradient of these for inputs of different shapes.
  const isUneven = new Set(['maximum', 'minimum', 'squaredDifference', 'prelu']);
  const arithmetic = Object.entries(functions).flatMap(([name, compute]) => {
    const check = isUneven.has(name) ? valued : differentiable;
    const cases = [differentiable(name, compute, random, normal([3, 5], 5))];
    if (name === 'prelu') return cases;
    return [
      ...cases,
      check(`${name} of a row and a column`, compute, tall, wide),
      check(`${name} with a scalar`, compute, random, one),
    ];
  });
  const comparisons: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
    equal: tf.equal,
    notEqual: tf.notEqual,
    greater: tf.greater,
    greaterEqual: tf.greaterEqual,
    less: tf.less,
    lessEqual: tf.lessEqual,
  };
  const [some, others] = [whole([-2, 0, 3, 7, -7, 4]), whole([-2, 1, 2, -3, 3, 4])];
  const compared = Object.entries(comparisons).flatMap(([name, compute]) => [
    valued(name, compute, floats([1, 2, 3, 0]), floats([1, 3, 2, -0])),
    valued(`${name} of whole numbers`, compute, some, others),
  ]);
  const bits = whole([1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0], [3, 5]);
  const truths = (x: tf.Tensor): tf.Tensor => tf.cast(x, 'bool');
  return [
    ...arithmetic,
    ...compared,
    differentiable('pow', tf.pow, positive, normal([9], 6)),
    valued('floorDiv of whole numbers', tf.floorDiv, some, others),
    valued('floorDiv', tf.floorDiv, normal([9], 7), floats([1, 2, -3, 0.5, 1, -1, -2, 3, 4])),
    valued('mod of whole numbers', tf.mod, some, others),
    valued('mod', tf.mod, floats([5, -5, 5, -5, 5.5, -0.5, 0]), floats([3, 3, -3, -3, 2, 2, 2])),
    valued(
      'arithmetic of whole numbers',
      (a, b) => tf.add(tf.mul(a, b), tf.maximum(tf.sub(a, b), tf.minimum(a, b))),
      some,
      others,
    ),
    valued('logicalAnd', (a, b) => tf.logicalAnd(truths(a), truths(b)), some, whole([1, 0, 0, 1, 0, 0])),
    valued('logicalOr', (a, b) => tf.logicalOr(truths(a), truths(b)), some, whole([1, 0, 0, 1, 0, 0])),
    valued('logicalNot', (a) => tf.logicalNot(truths(a)), some),
    differentiable('addN', (a, b) => tf.addN([a, b, a]), random, normal([3, 5], 8)),
    differentiable('where', (a, b, c) => tf.where(tf.greater(c, 0), a, tf.mul(b, 2)), random, normal([3, 5], 9), bits),
    differentiable('where by a row', (a, b, c) => tf.where(tf.equal(c, 1), a, b), random, one, whole([1, 0, 0, 1, 1])),
    valued('where of truths', (a, b) => tf.where(tf.greater(a, b), tf.greater(a, 0), tf.less(b, 0)), some, others),
  ];
}

describeAgreement('onnx', 'functions element by element', [...unary(), ...binary()]);

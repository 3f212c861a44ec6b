import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { createEngine, type Engine } from '../../../src/engine';
import { buildModel, buildOptimizer } from '../../../src/models';
import { modelSchema } from '../../../src/models/architecture';
import { optimizerSchema } from '../../../src/models/training';
import { engineNames } from '../../unit/engine/agreement';

interface Training {
  readonly losses: readonly number[];
  /** Σ |w| of each weight after the last step. */
  readonly sizes: readonly number[];
}

/** Made by test/fixtures/pytorch/train.py, whose numbers, networks and steps these repeat. */
const recorded = JSON.parse(readFileSync('test/fixtures/pytorch/training.json', 'utf8')) as Record<string, Training>;
const classes = 4;

/** A network in an engine: its weights in PyTorch's order and what it makes of images. */
interface Network {
  readonly weights: readonly tf.Variable[];
  readonly apply: (images: tf.Tensor) => tf.Tensor;
}

type Build = (engine: Engine, prefix: string) => Promise<Network> | Network;

const networks: Readonly<Record<string, { batch: number; inputs: number; pace: number; build: Build }>> = {
  mlp: {
    batch: 8,
    inputs: 20,
    pace: 1,
    build: (engine, prefix) =>
      byHand(engine, prefix, dense, [[20, 16], [16], [16, 16], [16], [16, classes], [classes]]),
  },
  cnn: {
    batch: 8,
    inputs: 64,
    pace: 1,
    build: (engine, prefix) =>
      byHand(engine, prefix, convolutional, [
        ...[[3, 3, 1, 4], [4], [3, 3, 4, 6], [6], [24, 10], [10]],
        ...[[10, classes], [classes]],
      ]),
  },
  residual: { batch: 16, inputs: 64, pace: 0.2, build: ofLayers },
};
const conv = { type: 'conv2d', activation: 'linear', useBias: false };
const norm = { type: 'batchNorm' };
const relu = { type: 'activation', function: 'relu' };
/** As many filters as let images lie in blocks of channels. */
const layers = [
  ...[{ ...conv, filters: 16 }, norm, relu],
  {
    type: 'residual',
    activation: 'relu',
    layers: [{ ...conv, filters: 32, strides: 2 }, norm, relu, { ...conv, filters: 32 }, norm],
  },
  ...[{ type: 'depthwiseConv2d', activation: 'linear', useBias: false }, norm, relu, { type: 'globalAveragePool' }],
];
const rates = { sgd: 0.05, momentum: 0.01, adam: 0.003 } as const;

function numbers(seed: number, count: number, scale: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (state * 16807) % 2147483647;
    return ((state / 2147483647) * 2 - 1) * scale;
  });
}

/** Weights of given shapes, of which a network is written in operations. */
function byHand(
  engine: Engine,
  prefix: string,
  apply: (images: tf.Tensor, weights: readonly tf.Variable[]) => tf.Tensor,
  shapes: readonly (readonly number[])[],
): Network {
  const weights = shapes.map((shape, index) =>
    engine.variable(`${prefix}/${index}`, shape, numbers(index + 1, tf.util.sizeFromShape([...shape]), 0.4)),
  );
  return { weights, apply: (images) => apply(images, weights) };
}

/** A network of the product's own layers. */
async function ofLayers(engine: Engine, prefix: string): Promise<Network> {
  const architecture = modelSchema.parse({ preset: 'custom', layers });
  const nothing = { nextNormal: () => 0, nextUniform: () => 0 };
  const model = buildModel(architecture, { input: [8, 8, 1], classes, engine, prefix, ...nothing });
  for (const [index, weight] of model.trained.entries()) {
    await engine.write(weight, numbers(index + 1, tf.util.sizeFromShape(weight.shape), 0.4));
  }
  const apply = (images: tf.Tensor): tf.Tensor => {
    const [batch = 1] = images.shape;
    const weights = tf.fill([batch], 1 / batch);
    return model.apply(images, { masks: {}, weights, updates: new Map(), gradients: { layer: undefined } });
  };
  return { weights: model.trained, apply };
}

function at(weights: readonly tf.Variable[], index: number): tf.Variable {
  const weight = weights[index];
  if (weight === undefined) throw new Error(`the network has no weight ${index}`);
  return weight;
}

function layer(x: tf.Tensor, weights: readonly tf.Variable[], index: number): tf.Tensor {
  return tf.add(tf.matMul(x, at(weights, index)), at(weights, index + 1));
}

function dense(x: tf.Tensor, weights: readonly tf.Variable[]): tf.Tensor {
  return layer(tf.relu(layer(tf.relu(layer(x, weights, 0)), weights, 2)), weights, 4);
}

function convolutional(x: tf.Tensor, weights: readonly tf.Variable[]): tf.Tensor {
  let values: tf.Tensor4D = tf.reshape(x, [-1, 8, 8, 1]);
  for (const index of [0, 2]) {
    const sums = tf.conv2d(values, at(weights, index) as tf.Variable<tf.Rank.R4>, 1, 'same');
    values = tf.maxPool(tf.relu(tf.add<tf.Tensor4D>(sums, at(weights, index + 1))), 2, 2, 'valid');
  }
  return layer(tf.relu(layer(tf.reshape(values, [-1, 24]), weights, 4)), weights, 6);
}

type Fed = Readonly<Record<string, tf.Tensor>>;

function lossOf(logits: tf.Tensor, fed: Fed): tf.Scalar {
  const [labels, teacher] = [fed['labels'] ?? tf.scalar(0), fed['teacher'] ?? tf.scalar(0)];
  const hard = tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
  const [taught, learnt] = [tf.logSoftmax(tf.div(teacher, 4)), tf.logSoftmax(tf.div(logits, 4))];
  const soft = tf.mean(tf.sum(tf.mul(tf.exp(taught), tf.sub(taught, learnt)), 1));
  return tf.add<tf.Scalar>(tf.mul(hard, 0.3), tf.mul(soft, 0.7 * 16));
}

async function train(engine: Engine, name: string, rule: keyof typeof rates): Promise<Training> {
  const network = networks[name];
  if (network === undefined) throw new Error(`no network '${name}'`);
  const { batch, inputs, build, pace } = network;
  const { weights, apply } = await build(engine, `${name}/${rule}`);
  const optimizer = buildOptimizer(optimizerSchema.parse({ name: rule }), weights, engine, `${name}/${rule}/state`);
  const scalar = { shape: [], dtype: 'float32' } as const;
  const row = { shape: [batch, classes], dtype: 'float32' } as const;
  const step = await engine.compile({
    name: `${name} ${rule}`,
    inputs: {
      images: { shape: [batch, inputs], dtype: 'float32' },
      labels: row,
      teacher: row,
      learningRate: scalar,
      ...Object.fromEntries(optimizer.scalarNames.map((input) => [input, scalar])),
    },
    variables: [...weights, ...optimizer.variables],
    body: (fed) => {
      const images = fed['images'] ?? tf.scalar(0);
      const { value, grads } = tf.variableGrads(() => lossOf(apply(images), fed), [...weights]);
      optimizer.apply(
        weights.map((weight) => grads[weight.name] ?? tf.scalar(0)),
        fed,
      );
      return { loss: value };
    },
  });
  const losses: number[] = [];
  for (let index = 0; index < 200; index += 1) {
    const labels = new Float32Array(batch * classes);
    for (let place = 0; place < batch; place += 1) labels[place * classes + ((place + index) % classes)] = 1;
    const images = numbers(1000 + (index % 20), batch * inputs, 1);
    const teacher = numbers(2000 + (index % 20), batch * classes, 6);
    const fed = { images, labels, teacher, learningRate: rates[rule] * pace, ...optimizer.scalarsAt(index) };
    losses.push((await step.run(fed)).loss?.[0] ?? Number.NaN);
  }
  const values = await Promise.all(weights.map((weight) => engine.read(weight)));
  return { losses, sizes: values.map((value) => value.reduce((sum, entry) => sum + Math.abs(entry), 0)) };
}

function assertNear(found: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(found.length, expected.length);
  found.forEach((value, index) => {
    const other = expected[index] ?? Number.NaN;
    assert.ok(Math.abs(value - other) <= 2e-4 * Math.abs(other), `${what} ${index}: ${value}, in PyTorch ${other}`);
  });
}

describe('200 steps from the same weights and batches', function () {
  this.timeout(60_000);
  for (const preferred of engineNames) {
    for (const name of Object.keys(networks)) {
      for (const rule of ['sgd', 'momentum', 'adam'] as const) {
        it(`of ${name} with ${rule} on ${preferred} are PyTorch's`, async () => {
          const { engine } = await createEngine({ preferred, threads: 1 });
          const found = await train(engine, name, rule);
          const expected = recorded[`${name} ${rule}`];
          assert.ok(expected !== undefined && expected.losses.length === 200);
          assertNear(found.losses, expected.losses, 'loss');
          assertNear(found.sizes, expected.sizes, 'weight');
          await engine.dispose();
        });
      }
    }
  }
});

import assert from 'node:assert/strict';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as tf from '@tensorflow/tfjs-core';
import { Generator } from '../../../../src/data';
import type { Engine } from '../../../../src/engine';
import type { PlainLayer } from '../../../../src/models/architecture';
import { buildChain, type BuiltLayer, type TrainingPass } from '../../../../src/models/layers';

const layer: PlainLayer = { type: 'batchNorm', momentum: 0.9, epsilon: 0.01 };

/** The part of an engine that the layer uses: its variables. */
const variables: Pick<Engine, 'variable'> = {
  variable: (_, shape, initial) => tf.variable(tf.tensor(initial, [...shape])),
};

function normal(shape: number[], seed: number, scale = 1, offset = 0): tf.Tensor {
  const generator = new Generator(seed);
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => generator.nextNormal());
  return tf.add(tf.mul(tf.tensor(values, shape), scale), offset);
}

function build(shape: readonly number[]): BuiltLayer {
  const engine = variables as Engine;
  const generator = new Generator(1);
  const builder = { engine, nextNormal: () => generator.nextNormal(), nextUniform: () => generator.nextUniform() };
  const [built] = buildChain([layer], shape, 'norm', builder);
  assert.ok(built !== undefined);
  return built.built;
}

/** The layer's formula without a gradient of its own: tfjs differentiates each operation. */
function plain(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  const rows = tf.reshape(weights, [-1, ...x.shape.slice(1).map(() => 1)]);
  const pixels = tf.util.sizeFromShape(x.shape.slice(1, -1));
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const mean = tf.div(tf.sum(tf.mul(x, rows), axes), pixels);
  const variance = tf.div(tf.sum(tf.mul(tf.square(tf.sub(x, mean)), rows), axes), pixels);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 0.01))), gamma), beta);
}

function near(given: tf.Tensor, expected: tf.Tensor, what: string): void {
  const typical = Math.sqrt(tf.mean(tf.square(expected)).dataSync()[0] ?? 0);
  const worst = tf.max(tf.abs(tf.sub(given, expected))).dataSync()[0] ?? Number.NaN;
  assert.ok(worst <= 1e-5 * typical, `${what}: ${worst} of ${typical}`);
}

describe('batch normalisation', () => {
  before(() => tf.setBackend('cpu'));

  const shapes = { images: [6, 5, 4, 3], rows: [6, 3] };
  const shares = { 'a whole batch': [1, 1, 1, 1, 1, 1], 'two rows that only pad': [1, 1, 1, 1, 0, 0] };
  for (const [of, shape] of Object.entries(shapes)) {
    for (const [say, counted] of Object.entries(shares)) {
      it(`gives ${of} of ${say} the value and the gradients of its definition`, () => {
        const built = build(shape.slice(1));
        const weights = tf.div(tf.tensor1d(counted), tf.sum(tf.tensor1d(counted)));
        // A mean far from 0 would show where a variance is a difference of large numbers.
        const given = [normal(shape, 2, 0.5, 30), normal([3], 3), normal([3], 4)] as const;
        const direction = tf.mul(
          normal(shape, 5),
          tf.reshape(tf.tensor1d(counted), [-1, ...shape.slice(1).map(() => 1)]),
        );
        const pass: TrainingPass = { masks: {}, weights, updates: new Map(), gradients: { layer: undefined } };
        const own = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor => {
          const [scale, offset] = built.trained.map(({ variable }) => variable);
          scale?.assign(gamma);
          offset?.assign(beta);
          return built.apply(x, pass);
        };
        near(own(...given), plain(...given, weights), 'value');
        const trained = built.trained.map(({ variable }) => variable);
        const { grads } = tf.variableGrads(() => tf.sum(tf.mul(built.apply(given[0], pass), direction)), trained);
        const dx = tf.grad((x: tf.Tensor) => built.apply(x, pass))(given[0], direction);
        const expected = tf.grads((x, gamma, beta) => plain(x, gamma, beta, weights))([...given], direction);
        [dx, ...trained.map(({ name }) => grads[name])].forEach((gradient, index) => {
          const definition = expected[index];
          assert.ok(gradient !== undefined && definition !== undefined);
          near(gradient, definition, ['x', 'gamma', 'beta'][index] ?? '');
        });
      });
    }
  }
});

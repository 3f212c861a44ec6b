import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { createEngine, UncompilableError } from '../../../../src/engine';
import { applyChain, namingGradient, type GradientPlace, type NamedLayer } from '../../../../src/models/layers';

/** A layer that does what is given, in place of its own work. */
const layer = (name: string, apply: (values: tf.Tensor) => tf.Tensor): NamedLayer => ({
  name,
  layer: { type: 'flatten' },
  built: { trained: [], moving: [], dropoutSites: [], output: [2], apply },
});

describe('an operation that a step cannot hold', () => {
  const cases: [title: string, apply: (values: tf.Tensor) => tf.Tensor, says: RegExp][] = [
    ['one that is not traced', (values) => tf.acosh(values), /the layer 'student\/odd1' \(flatten\): .*Acosh/],
    [
      'reading a value',
      (values) => tf.scalar(values.dataSync()[0] ?? 0),
      /the layer 'student\/odd1' \(flatten\): .*reads the value of a tensor while it is traced at .*naming\.test\.[jt]s:\d+/,
    ],
  ];
  for (const [title, apply, says] of cases) {
    it(`${title} is refused with the layer's name and the operation`, async () => {
      const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
      const chain = [layer('student/plain0', (values) => tf.neg(values)), layer('student/odd1', apply)];
      const program = {
        name: 'the step',
        inputs: { x: { shape: [1, 2], dtype: 'float32' as const } },
        variables: [],
        body: ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ y: applyChain(chain, x ?? tf.zeros([1, 2])) }),
      };
      await assert.rejects(engine.compile(program), (error) => {
        assert.ok(error instanceof UncompilableError);
        assert.match(error.message, says);
        return true;
      });
      await engine.dispose();
    });
  }

  it('is refused with the name of the layer whose gradient needs it', async () => {
    const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
    const onTheWayBack = tf.customGrad((values: unknown) => ({
      value: tf.neg(values as tf.Tensor),
      gradFunc: (gradient: tf.Tensor) => tf.acosh(gradient),
    }));
    const chain = [
      layer('student/plain0', (values) => tf.neg(values)),
      layer('student/odd1', (values) => onTheWayBack(values)),
      layer('student/plain2', (values) => tf.neg(values)),
    ];
    const program = {
      name: 'the step',
      inputs: { x: { shape: [1, 2], dtype: 'float32' as const } },
      variables: [],
      body: ({ x }: Readonly<Record<string, tf.Tensor>>) => {
        const gradients: GradientPlace = { layer: undefined };
        const pass = { masks: {}, weights: tf.ones([1]), updates: new Map<tf.Variable, tf.Tensor>(), gradients };
        try {
          return { y: tf.grad((values) => applyChain(chain, values, pass))(x ?? tf.zeros([1, 2])) };
        } catch (error) {
          throw namingGradient(error, gradients);
        }
      },
    };
    await assert.rejects(engine.compile(program), (error) => {
      assert.ok(error instanceof UncompilableError);
      assert.match(error.message, /the gradient of the layer 'student\/odd1' \(flatten\): .*Acosh/);
      return true;
    });
    await engine.dispose();
  });
});

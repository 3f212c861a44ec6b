import * as tf from '@tensorflow/tfjs-core';
import type { CompiledStep, Engine } from '../../../../../src/engine';
import { normal, startEngine, type TestedEngine } from '../../agreement';

/** Images [batch, width]. */
export const batch = 16;
export const width = 32;
/** One batch of images. */
export const images = normal([batch, width], 1).values;

/** A small training, and how often its step was traced. */
export interface Training {
  readonly engine: Engine;
  readonly weight: tf.Variable;
  readonly step: CompiledStep;
  readonly traces: () => number;
}

/** A step of two dense layers whose rate, temperature and weight of the loss are inputs. */
export async function training(name: TestedEngine, threads: number): Promise<Training> {
  const engine = await startEngine(name, threads);
  const initial = normal([width, width], 2, 0.2).values as Float32Array;
  const weight = engine.variable('w', [width, width], initial);
  const scalar = { shape: [], dtype: 'float32' } as const;
  let count = 0;
  const step = await engine.compile({
    name: 'small step',
    inputs: {
      images: { shape: [batch, width], dtype: 'float32' },
      rate: scalar,
      temperature: scalar,
      lossWeight: scalar,
    },
    variables: [weight],
    body: (fed) => {
      count += 1;
      const input = (name: string): tf.Tensor => fed[name] ?? tf.scalar(0);
      const { value, grads } = tf.variableGrads(() => {
        const middle = tf.relu(tf.matMul(input('images'), weight));
        const logits = tf.div(tf.matMul(middle, weight), input('temperature'));
        return tf.mul<tf.Scalar>(tf.neg(tf.mean(tf.logSoftmax(logits))), input('lossWeight'));
      }, [weight]);
      weight.assign(tf.sub(weight, tf.mul(input('rate'), grads['w'] ?? tf.scalar(0))));
      return { loss: value };
    },
  });
  return { engine, weight, step, traces: () => count };
}

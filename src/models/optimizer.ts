import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine';

/** An optimizer written on tensors: its state are variables and all that changes between steps is a scalar input. */
export interface Optimizer {
  readonly variables: readonly tf.Variable[];
  /** Names of the scalar inputs that `apply` reads beside `learningRate`. */
  readonly scalarNames: readonly string[];
  /** Values of those scalars at a step, counted from 0. */
  scalarsAt(step: number): Readonly<Record<string, number>>;
  /** Assigns new values to the trained variables and to its own state. */
  apply(gradients: readonly tf.Tensor[], scalars: Readonly<Record<string, tf.Tensor>>): void;
}

export type OptimizerName = 'sgd' | 'momentum' | 'adam';

const momentumRate = 0.9;
const firstDecay = 0.9;
const secondDecay = 0.999;
const epsilon = 1e-8;

/** Makes the optimizer of the given name for `trained`; `prefix` starts the names of its own variables. */
export function buildOptimizer(
  name: OptimizerName,
  trained: readonly tf.Variable[],
  engine: Engine,
  prefix: string,
): Optimizer {
  const zeros = (role: string): tf.Variable[] =>
    trained.map((variable, index) =>
      engine.variable(`${prefix}/${role}${index}`, variable.shape, new Float32Array(variable.size)),
    );
  switch (name) {
    case 'sgd':
      return sgd(trained);
    case 'momentum':
      return momentum(trained, zeros('velocity'));
    case 'adam':
      return adam(trained, zeros('first'), zeros('second'));
  }
}

function rateOf(scalars: Readonly<Record<string, tf.Tensor>>, name = 'learningRate'): tf.Tensor {
  const rate = scalars[name];
  if (rate === undefined) throw new Error(`the optimizer's input '${name}' is missing`);
  return rate;
}

function sgd(trained: readonly tf.Variable[]): Optimizer {
  return {
    variables: [],
    scalarNames: [],
    scalarsAt: () => ({}),
    apply: (gradients, scalars) =>
      trained.forEach((variable, index) => {
        variable.assign(tf.sub(variable, tf.mul(rateOf(scalars), at(gradients, index))));
      }),
  };
}

/** Polyak 1964 in the form that PyTorch uses: v ← 0.9·v + g, w ← w − rate·v. */
function momentum(trained: readonly tf.Variable[], velocities: readonly tf.Variable[]): Optimizer {
  return {
    variables: velocities,
    scalarNames: [],
    scalarsAt: () => ({}),
    apply: (gradients, scalars) =>
      trained.forEach((variable, index) => {
        const velocity = at(velocities, index);
        const moved: tf.Tensor = tf.add(tf.mul(velocity, momentumRate), at(gradients, index));
        variable.assign(tf.sub(variable, tf.mul(rateOf(scalars), moved)));
        velocity.assign(moved);
      }),
  };
}

/** Kingma and Ba 2015, algorithm 1; the bias corrections are inputs, since they change at every step. */
function adam(
  trained: readonly tf.Variable[],
  firsts: readonly tf.Variable[],
  seconds: readonly tf.Variable[],
): Optimizer {
  return {
    variables: [...firsts, ...seconds],
    scalarNames: ['firstCorrection', 'secondCorrection'],
    scalarsAt: (step) => ({
      firstCorrection: 1 / (1 - firstDecay ** (step + 1)),
      secondCorrection: 1 / (1 - secondDecay ** (step + 1)),
    }),
    apply: (gradients, scalars) =>
      trained.forEach((variable, index) => {
        const gradient = at(gradients, index);
        const first = at(firsts, index);
        const second = at(seconds, index);
        const newFirst: tf.Tensor = tf.add(tf.mul(first, firstDecay), tf.mul(gradient, 1 - firstDecay));
        const newSecond: tf.Tensor = tf.add(tf.mul(second, secondDecay), tf.mul(tf.square(gradient), 1 - secondDecay));
        const corrected = tf.mul(newFirst, rateOf(scalars, 'firstCorrection'));
        const size = tf.sqrt(tf.mul(newSecond, rateOf(scalars, 'secondCorrection')));
        variable.assign(tf.sub(variable, tf.mul(rateOf(scalars), tf.div(corrected, tf.add(size, epsilon)))));
        first.assign(newFirst);
        second.assign(newSecond);
      }),
  };
}

function at<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new Error(`no gradient or state for trained variable ${index}`);
  return value;
}

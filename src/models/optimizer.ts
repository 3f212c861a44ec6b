import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine';
import type { OptimizerSettings } from './training';

/** An optimizer written on tensors: its state are variables and all that changes between steps is a scalar input. */
export interface Optimizer {
  readonly variables: readonly tf.Variable[];
  /** Names of the scalar inputs that `apply` reads beside `learningRate`. */
  readonly scalarNames: readonly string[];
  /** Values of those scalars at a step, counted from 0. */
  scalarsAt(step: number): Readonly<Record<string, number>>;
  /** Assigns new values to the trained variables and to its own state. */
  apply(gradients: readonly tf.Tensor[], scalars: Scalars): void;
}

type Scalars = Readonly<Record<string, tf.Tensor>>;

/** One variable's update: its new value and its new states, in the order of `roles`. */
interface Update {
  readonly value: tf.Tensor;
  readonly states: readonly tf.Tensor[];
}

/** The rule of one optimizer. */
interface Rule {
  /** One state variable for each role and trained variable, zero at first. */
  readonly roles: readonly string[];
  readonly scalarsAt: (step: number) => Readonly<Record<string, number>>;
  update(weight: tf.Tensor, gradient: tf.Tensor, states: readonly tf.Tensor[], scalars: Scalars): Update;
}

/** Makes an optimizer for `trained`; `prefix` starts the names of its own variables. */
export function buildOptimizer(
  settings: OptimizerSettings,
  trained: readonly tf.Variable[],
  engine: Engine,
  prefix: string,
): Optimizer {
  const rule = ruleOf(settings);
  const states = trained.map((variable, index) =>
    rule.roles.map((role) =>
      engine.variable(`${prefix}/${role}${index}`, variable.shape, new Float32Array(variable.size)),
    ),
  );
  return {
    // All states of one role stand together.
    variables: rule.roles.flatMap((_, role) => states.map((ofVariable) => at(ofVariable, role))),
    scalarNames: Object.keys(rule.scalarsAt(0)),
    scalarsAt: (step) => rule.scalarsAt(step),
    apply: (gradients, scalars) => {
      const clipped = settings.clipNorm === undefined ? gradients : clipByNorm(gradients, settings.clipNorm);
      trained.forEach((variable, index) => {
        const own = at(states, index);
        const { value, states: next } = rule.update(variable, at(clipped, index), own, scalars);
        variable.assign(settings.maxNorm === undefined ? value : limitUnits(value, settings.maxNorm));
        own.forEach((state, role) => state.assign(at(next, role)));
      });
    },
  };
}

function ruleOf(settings: OptimizerSettings): Rule {
  switch (settings.name) {
    case 'sgd':
      return withDecay(descent, settings.weightDecay);
    case 'momentum':
    case 'nesterov':
      return withDecay(momentum(settings.momentum, settings.name === 'nesterov'), settings.weightDecay);
    case 'adam':
      return withDecay(adam(settings), settings.weightDecay);
    case 'adamw':
      return withDirectDecay(adam(settings), settings.weightDecay);
    case 'rmsprop':
      return withDecay(rmsprop(settings), settings.weightDecay);
  }
}

const noScalars = (): Readonly<Record<string, number>> => ({});

const descent: Rule = {
  roles: [],
  scalarsAt: noScalars,
  update: (weight, gradient, _states, scalars) => ({ value: step(weight, gradient, scalars), states: [] }),
};

/** Polyak 1964 in PyTorch's form, v ← m·v + g, w ← w − rate·v; Nesterov's looks ahead: w ← w − rate·(g + m·v). */
function momentum(kept: number, isNesterov: boolean): Rule {
  return {
    roles: ['velocity'],
    scalarsAt: noScalars,
    update: (weight, gradient, states, scalars) => {
      const velocity: tf.Tensor = tf.add(tf.mul(at(states, 0), kept), gradient);
      const direction: tf.Tensor = isNesterov ? tf.add(gradient, tf.mul(velocity, kept)) : velocity;
      return { value: step(weight, direction, scalars), states: [velocity] };
    },
  };
}

/**
 * Kingma and Ba 2015, algorithm 1. Weights are many and every operation on them is a pass over memory, so all that is the
 * same for each of them is kept out: the states are m/(1 − β₁) and v/(1 − β₂), and those factors, the bias corrections and
 * what they make of ε are two inputs of the step.
 */
function adam({ beta1, beta2, epsilon }: OptimizerSettings): Rule {
  return {
    roles: ['first', 'second'],
    scalarsAt: (index) => {
      const first = (1 - beta1) / (1 - beta1 ** (index + 1));
      const second = Math.sqrt((1 - beta2) / (1 - beta2 ** (index + 1)));
      return { momentFactor: first / second, momentEpsilon: epsilon / second };
    },
    update: (weight, gradient, states, scalars) => {
      const first: tf.Tensor = tf.add(tf.mul(at(states, 0), beta1), gradient);
      const second: tf.Tensor = tf.add(tf.mul(at(states, 1), beta2), tf.square(gradient));
      const direction: tf.Tensor = tf.div(first, tf.add(tf.sqrt(second), scalar(scalars, 'momentEpsilon')));
      const rate = tf.mul(scalar(scalars, 'learningRate'), scalar(scalars, 'momentFactor'));
      return { value: tf.sub(weight, tf.mul(rate, direction)), states: [first, second] };
    },
  };
}

/** Hinton 2012, lecture 6e, in PyTorch's form: s ← α·s + (1 − α)·g², w ← w − rate·g/(√s + ε). */
function rmsprop({ smoothing, epsilon }: OptimizerSettings): Rule {
  return {
    roles: ['square'],
    scalarsAt: noScalars,
    update: (weight, gradient, states, scalars) => {
      const square = blend(at(states, 0), tf.square(gradient), smoothing);
      const direction: tf.Tensor = tf.div(gradient, tf.add(tf.sqrt(square), epsilon));
      return { value: step(weight, direction, scalars), states: [square] };
    },
  };
}

/** L2: the gradient of ½·decay·‖w‖² joins the loss's. */
function withDecay(rule: Rule, decay: number): Rule {
  if (decay === 0) return rule;
  return {
    ...rule,
    update: (weight, gradient, states, scalars) =>
      rule.update(weight, tf.add(gradient, tf.mul(weight, decay)), states, scalars),
  };
}

/** Loshchilov and Hutter 2019, algorithm 2: w ← (1 − rate·decay)·w, apart from the gradient. */
function withDirectDecay(rule: Rule, decay: number): Rule {
  if (decay === 0) return rule;
  return {
    ...rule,
    update: (weight, gradient, states, scalars) =>
      rule.update(step(weight, tf.mul(weight, decay), scalars), gradient, states, scalars),
  };
}

/** All gradients × min(1, limit/‖all gradients‖), Pascanu et al. 2013. */
function clipByNorm(gradients: readonly tf.Tensor[], limit: number): tf.Tensor[] {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(squares.reduce<tf.Tensor>((total, square) => tf.add(total, square), tf.scalar(0)));
  return gradients.map((gradient) => tf.mul(gradient, shrinkTo(norm, limit)));
}

/** Kernels [..., units] with each unit's incoming norm at most `limit` (Srivastava et al. 2014); biases as they are. */
function limitUnits(weight: tf.Tensor, limit: number): tf.Tensor {
  if (weight.rank < 2) return weight;
  const axes = weight.shape.slice(0, -1).map((_, axis) => axis);
  const norm = tf.sqrt(tf.sum(tf.square(weight), axes, true));
  return tf.mul(weight, shrinkTo(norm, limit));
}

/** min(1, limit/norm), without dividing by a norm of 0: the larger of norm and limit is never 0. */
function shrinkTo(norm: tf.Tensor, limit: number): tf.Tensor {
  return tf.div(limit, tf.maximum(norm, limit));
}

function step(weight: tf.Tensor, direction: tf.Tensor, scalars: Scalars): tf.Tensor {
  return tf.sub(weight, tf.mul(scalar(scalars, 'learningRate'), direction));
}

function blend(old: tf.Tensor, now: tf.Tensor, kept: number): tf.Tensor {
  return tf.add(tf.mul(old, kept), tf.mul(now, 1 - kept));
}

function scalar(scalars: Scalars, name: string): tf.Tensor {
  const value = scalars[name];
  if (value === undefined) throw new Error(`the optimizer's input '${name}' is missing`);
  return value;
}

function at<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new Error(`no gradient or state for trained variable ${index}`);
  return value;
}

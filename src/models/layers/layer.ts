import type * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../engine';
import { sizeOf, type Layer, type Shape } from '../architecture';

/** A place where training leaves out values by chance. */
export interface DropoutSite {
  readonly name: string;
  /** The shape of one example's mask. */
  readonly shape: Shape;
  readonly rate: number;
}

/** Inputs of a forward pass in training, and its updates of variables without gradients. */
export interface TrainingPass {
  /** Masks of the dropout sites by name, each [batch, …shape] of 0 or 1/(1 − rate). */
  readonly masks: Readonly<Record<string, tf.Tensor>>;
  /** [batch], sums to 1; 0 for rows that only pad. */
  readonly weights: tf.Tensor;
  /** New values of variables that are no weights, such as moving averages; the caller assigns and disposes them. */
  readonly updates: Map<tf.Variable, tf.Tensor>;
  /** Position of the backward pass, from the last layer to the first. */
  readonly gradients: GradientPlace;
}

/** The layer whose gradient is being taken, by its name and type; undefined before the last layer's. */
export interface GradientPlace {
  layer: string | undefined;
}

/** A layer whose weights live in an engine. */
export interface BuiltLayer {
  /** Weights that gradients move. */
  readonly trained: readonly NamedVariable[];
  /** Variables that training moves without gradients. */
  readonly moving: readonly NamedVariable[];
  readonly dropoutSites: readonly DropoutSite[];
  readonly output: Shape;
  /** Parts of a residual layer. */
  readonly residual?: ResidualParts;
  /** values [batch, …input] → [batch, …output]; without a training pass as in use. May be traced. */
  apply(values: tf.Tensor, training?: TrainingPass): tf.Tensor;
}

/** A built layer under the name that its variables begin with. */
export interface NamedLayer {
  readonly name: string;
  readonly layer: Layer;
  readonly built: BuiltLayer;
}

/** A residual's inner layers and, where the shapes differ, the convolution around them. */
export interface ResidualParts {
  readonly inner: readonly NamedLayer[];
  readonly shortcut: NamedLayer | undefined;
}

/** A variable and what it is called in a tfjs Layers model: `kernel`, `bias`, `gamma`, … */
export interface NamedVariable {
  readonly role: string;
  readonly variable: tf.Variable;
}

/** Engine and random numbers that layers are built with. */
export interface Builder {
  readonly engine: Engine;
  /** Standard normal numbers for the first weights. */
  readonly nextNormal: () => number;
  /** Numbers from 0 up to, not including, 1. */
  readonly nextUniform: () => number;
  /** Takes first weights that are to be drawn later, in the order of its calls; they are 0 until then. Absent: drawn at once. */
  readonly drawLater?: ((weights: UndrawnWeights) => void) | undefined;
}

/** A variable whose first values are not drawn yet. */
export interface UndrawnWeights {
  readonly variable: tf.Variable;
  /** Gives the next of its values, row-major. */
  readonly next: () => number;
}

/** A variable of weights by He et al. 2015 or Glorot and Bengio 2010, from the numbers that go in and out of a unit. */
export function initialWeights(
  { engine, nextNormal, nextUniform, drawLater }: Builder,
  name: string,
  shape: Shape,
  fan: { readonly initializer: 'he' | 'glorot'; readonly inputs: number; readonly outputs: number },
): tf.Variable {
  const size = sizeOf(shape);
  const deviation = Math.sqrt(2 / fan.inputs);
  const limit = Math.sqrt(6 / (fan.inputs + fan.outputs));
  const next = fan.initializer === 'he' ? () => deviation * nextNormal() : () => limit * (2 * nextUniform() - 1);
  if (drawLater === undefined) return engine.variable(name, shape, Float32Array.from({ length: size }, next));
  const variable = engine.variable(name, shape, new Float32Array(size));
  drawLater({ variable, next });
  return variable;
}

/** A vector of equal numbers. */
export function constantWeights({ engine }: Builder, name: string, length: number, value: number): tf.Variable {
  return engine.variable(name, [length], new Float32Array(length).fill(value));
}

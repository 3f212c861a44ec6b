import * as tf from '@tensorflow/tfjs-core';
import type { Engine, InputSpec, StepProgram } from '../engine';
import type { DropoutSite, Model, Optimizer } from '../models';

interface Sizes {
  readonly batchSize: number;
  /** Of one example. */
  readonly shape: readonly number[];
  readonly classes: number;
}

/** Mean over the real rows, by their weights, of Σ target·(−log p): cross-entropy with logits [batch, classes]. */
function crossEntropy(targets: tf.Tensor, logits: tf.Tensor2D, weights: tf.Tensor): tf.Tensor {
  const each: tf.Tensor = tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1);
  return tf.neg(tf.sum(tf.mul(weights, each)));
}

/** Mean KL(p(teacher; T) ‖ p(student; T)), both through log-softmax (Hinton et al. 2015). The teacher gets no gradient. */
function divergence(teacher: tf.Tensor, student: tf.Tensor, temperature: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  const logTeacher: tf.Tensor = tf.logSoftmax(tf.div(teacher, temperature));
  const logStudent: tf.Tensor = tf.logSoftmax(tf.div(student, temperature));
  const each: tf.Tensor = tf.sum(tf.mul(tf.exp(logTeacher), tf.sub(logTeacher, logStudent)), 1);
  return tf.sum(tf.mul(weights, each));
}

/** One training step: loss, gradients, new weights. Everything that changes between steps is an input. */
export function trainProgram(
  name: string,
  model: Model,
  optimizer: Optimizer,
  sizes: Sizes,
  hasTeacher: boolean,
): StepProgram {
  const scalars = ['learningRate', 'hardWeight', ...optimizer.scalarNames];
  if (hasTeacher) scalars.push('softWeight', 'softScale', 'temperature');
  return {
    name,
    inputs: inputSpecs(sizes, scalars, model.dropoutSites, hasTeacher),
    variables: [...model.variables, ...optimizer.variables],
    body: (inputs) => {
      const fed = (input: string): tf.Tensor => required(inputs, input);
      let hard: tf.Tensor = tf.scalar(0);
      let soft: tf.Tensor = tf.scalar(0);
      const updates = new Map<tf.Variable, tf.Tensor>();
      const { value, grads } = tf.variableGrads(() => {
        const logits = model.apply(fed('images'), { masks: inputs, weights: fed('weights'), updates });
        // Kept, since they are read after the scope of the gradients has ended.
        hard = tf.keep(crossEntropy(fed('labels'), logits, fed('weights')));
        const weighted: tf.Tensor = tf.mul(hard, fed('hardWeight'));
        if (!hasTeacher) return weighted as tf.Scalar;
        soft = tf.keep(
          tf.mul(divergence(fed('teacher'), logits, fed('temperature'), fed('weights')), fed('softScale')),
        );
        return tf.add<tf.Scalar>(weighted, tf.mul(soft, fed('softWeight')));
      }, [...model.trained]);
      optimizer.apply(
        model.trained.map((variable) => required(grads, variable.name)),
        inputs,
      );
      for (const [variable, next] of updates) {
        variable.assign(next);
        next.dispose();
      }
      return { loss: value, hard, soft };
    },
  };
}

function inputSpecs(
  { batchSize, shape, classes }: Sizes,
  scalars: readonly string[],
  sites: readonly DropoutSite[],
  hasTeacher: boolean,
): Record<string, InputSpec> {
  const numbers = (...shape: number[]): InputSpec => ({ shape, dtype: 'float32' });
  return {
    images: numbers(batchSize, ...shape),
    labels: numbers(batchSize, classes),
    weights: numbers(batchSize),
    ...(hasTeacher ? { teacher: numbers(batchSize, classes) } : {}),
    ...Object.fromEntries(scalars.map((scalar) => [scalar, numbers()])),
    // The masks of dropout are inputs: a mask that is drawn while a step is traced would be a constant.
    ...Object.fromEntries(sites.map((site) => [site.name, numbers(batchSize, ...site.shape)])),
  };
}

/** The logits of a batch, for evaluation and for a teacher's soft targets. */
export function forwardProgram(name: string, model: Model, sizes: Sizes): StepProgram {
  return {
    name,
    inputs: { images: { shape: [sizes.batchSize, ...sizes.shape], dtype: 'float32' } },
    variables: model.variables,
    body: (inputs) => ({ logits: model.apply(required(inputs, 'images')) }),
  };
}

/** Reads the values of variables in their order. */
export function readAll(engine: Engine, variables: readonly tf.Variable[]): Promise<Float32Array[]> {
  return Promise.all(variables.map((variable) => engine.read(variable)));
}

/** Writes the values of variables in their order. */
export async function writeAll(
  engine: Engine,
  variables: readonly tf.Variable[],
  values: readonly Float32Array[],
): Promise<void> {
  for (const [index, variable] of variables.entries()) {
    const value = values[index];
    if (value?.length !== variable.size) throw new Error(`the stored weights do not fit '${variable.name}'`);
    await engine.write(variable, value);
  }
}

function required<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`the step's input or gradient '${name}' is missing`);
  return value;
}

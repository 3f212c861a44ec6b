import * as tf from '@tensorflow/tfjs-core';
import { evaluateObjective, scalarNames, type ObjectiveSettings, type ObjectiveTerms } from '../../distillation';
import type { InputSpec, StepProgram, Table } from '../../engine';
import { namingGradient, type DropoutSite, type GradientPlace, type Model, type Optimizer } from '../../models';
import type { LearnedTemperature } from './learned-temperature';
import { gatherImages, rowsInput, rowsSpec, tablesOf, type RowTable } from './row-table';
import { teacherInput } from './teacher-source';
import { tensorArithmetic } from './tensor-arithmetic';

interface Sizes {
  readonly batchSize: number;
  /** Of one example. */
  readonly shape: readonly number[];
  readonly classes: number;
}

/** Parts of a training step. */
export interface TrainParts {
  readonly model: Model;
  readonly optimizer: Optimizer;
  readonly objective: ObjectiveSettings;
  readonly learned: readonly LearnedTemperature[];
  /** Training examples of each class. */
  readonly classCounts: readonly number[];
  /** Teachers inside the step's graph, by their index in the objective; the others' logits are inputs. */
  readonly teachers?: ReadonlyMap<number, Model>;
  /** Tables of teachers' logits, by their index in the objective, whose rows the step gathers with those of the split. */
  readonly logits?: ReadonlyMap<number, Table>;
  /** The training split, where the step gathers its rows; else `images` are an input. */
  readonly rows?: RowTable | undefined;
  /** The input `images` has bytes as numbers of 0…255, which the step divides. */
  readonly dividesBytes?: boolean;
}

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** One training step: loss, gradients, new weights. Everything that changes between steps is an input. */
export function trainProgram(name: string, parts: TrainParts, sizes: Sizes): StepProgram {
  const { model, optimizer, learned, rows, teachers = new Map<number, Model>() } = parts;
  const tables = { ...(rows && tablesOf(rows)), ...logitTablesOf(parts) };
  const frozen = [...teachers.values()].flatMap(({ variables }) => variables);
  return {
    name,
    inputs: inputSpecs(parts, sizes),
    ...(Object.keys(tables).length > 0 && { tables }),
    variables: [...changedBy(parts), ...frozen],
    frozen,
    body: (inputs) => {
      const updates = new Map<tf.Variable, tf.Tensor>();
      const gradients: GradientPlace = { layer: undefined };
      let terms: ObjectiveTerms<tf.Tensor> | undefined;
      const images = imagesOf(parts, sizes, inputs);
      const teacherLogits = teacherLogitsOf(parts, images, inputs);
      const trained = [...model.trained, ...learned.map(({ variable }) => variable)];
      const { value, grads } = gradientsOf(gradients, trained, () => {
        const weights = required(inputs, 'weights');
        const logits = model.apply(images, { masks: inputs, weights, updates, gradients });
        terms = evaluate(parts, sizes.classes, { student: logits, teachers: teacherLogits }, inputs);
        // Kept, since they are read after the scope of the gradients has ended.
        for (const tensor of [terms.hard, terms.soft, ...Object.values(terms.observed)]) if (tensor) tf.keep(tensor);
        return tf.reshape<tf.Rank.R0>(terms.loss, []);
      });
      optimizer.apply(
        model.trained.map((variable) => required(grads, variable.name)),
        inputs,
      );
      learned.forEach((one) => {
        const gradient = tf.mul(required(grads, one.variable.name), required(inputs, one.gradientFactor));
        one.optimizer.apply([gradient], inputs);
      });
      assignAll(updates);
      return outputsOf(value, terms);
    },
  };
}

/** The images of a batch, [batchSize, …shape]. */
function imagesOf({ rows, dividesBytes }: TrainParts, { shape }: Sizes, inputs: Tensors): tf.Tensor {
  if (rows !== undefined) return gatherImages(inputs, shape);
  const images = required(inputs, 'images');
  return dividesBytes === true ? tf.div(images, 255) : images;
}

/** Variables that a step changes: the network's, its optimizer's and those of learned temperatures. */
function changedBy({ model, optimizer, learned }: TrainParts): readonly tf.Variable[] {
  const ofTemperatures = learned.flatMap((one) => [one.variable, ...one.optimizer.variables]);
  return [...model.variables, ...optimizer.variables, ...ofTemperatures];
}

function assignAll(updates: ReadonlyMap<tf.Variable, tf.Tensor>): void {
  for (const [variable, next] of updates) {
    variable.assign(next);
    next.dispose();
  }
}

/** The loss and its gradients. An error of the backward pass names its layer, as one of the forward pass does. */
function gradientsOf(
  place: GradientPlace,
  trained: tf.Variable[],
  loss: () => tf.Scalar,
): ReturnType<typeof tf.variableGrads> {
  try {
    return tf.variableGrads(loss, trained);
  } catch (error) {
    throw namingGradient(error, place);
  }
}

function outputsOf(loss: tf.Tensor, terms: ObjectiveTerms<tf.Tensor> | undefined): Tensors {
  if (terms === undefined) throw new Error('the objective was not computed');
  return { loss, hard: terms.hard, ...(terms.soft === undefined ? {} : { soft: terms.soft }), ...terms.observed };
}

/** Logits of the batch by each teacher of the objective, [batchSize, classes]. */
function teacherLogitsOf({ objective, teachers, logits }: TrainParts, images: tf.Tensor, inputs: Tensors): tf.Tensor[] {
  return objective.teachers.map((_, index) => {
    const given = teachers?.get(index)?.apply(images) ?? required(inputs, teacherInput(index));
    return logits?.has(index) === true ? tf.gather(given, required(inputs, rowsInput)) : given;
  });
}

/** Teachers' tables under the names of the inputs that they take the place of. */
function logitTablesOf({ logits = new Map<number, Table>() }: TrainParts): Readonly<Record<string, Table>> {
  return Object.fromEntries([...logits].map(([index, table]) => [teacherInput(index), table]));
}

/** The objective of a batch; numbers become matrices, which its formulas are written in. */
function evaluate(
  { objective, learned, classCounts }: TrainParts,
  classes: number,
  logits: { readonly student: tf.Tensor; readonly teachers: readonly tf.Tensor[] },
  inputs: Tensors,
): ObjectiveTerms<tf.Tensor> {
  const column = (name: string): tf.Tensor => tf.reshape(required(inputs, name), [-1, 1]);
  return evaluateObjective(tensorArithmetic, objective, {
    ...logits,
    labels: required(inputs, 'labels'),
    weights: column('weights'),
    labelWeights: column('labelWeights'),
    classes,
    classCounts,
    scalars: Object.fromEntries(scalarNames(objective).map((name) => [name, column(name)])),
    learned: new Map(learned.map(({ role, variable }) => [role, variable])),
  });
}

function inputSpecs(
  { model, optimizer, objective, learned, teachers, logits, rows }: TrainParts,
  { batchSize, shape, classes }: Sizes,
): Record<string, InputSpec> {
  const numbers = (...shape: number[]): InputSpec => ({ shape, dtype: 'float32' });
  const factors = learned.map(({ gradientFactor }) => gradientFactor);
  const scalars = ['learningRate', ...factors, ...optimizer.scalarNames];
  for (const one of learned) scalars.push(...one.optimizer.scalarNames);
  // Columns as the objective reads them: to reshape each costs a small network's step 2 µs.
  const columns = scalarNames(objective).filter((name) => !factors.includes(name));
  return {
    ...(rows === undefined ? { images: numbers(batchSize, ...shape) } : rowsSpec(batchSize)),
    labels: numbers(batchSize, classes),
    weights: numbers(batchSize),
    labelWeights: numbers(batchSize, 1),
    ...Object.fromEntries(
      objective.teachers.flatMap((_, index) =>
        teachers?.has(index) === true || logits?.has(index) === true
          ? []
          : [[teacherInput(index), numbers(batchSize, classes)]],
      ),
    ),
    ...Object.fromEntries(scalars.map((scalar) => [scalar, numbers()])),
    ...Object.fromEntries(columns.map((column) => [column, numbers(1, 1)])),
    // The masks of dropout are inputs: a mask that is drawn while a step is traced would be a constant.
    ...dropoutSpecs(model.dropoutSites, batchSize),
  };
}

function dropoutSpecs(sites: readonly DropoutSite[], batchSize: number): Record<string, InputSpec> {
  return Object.fromEntries(sites.map(({ name, shape }) => [name, { shape: [batchSize, ...shape], dtype: 'float32' }]));
}

/** The logits of a batch. */
export function forwardProgram(name: string, model: Model, sizes: Sizes): StepProgram {
  return {
    name,
    inputs: { images: { shape: [sizes.batchSize, ...sizes.shape], dtype: 'float32' } },
    variables: model.variables,
    body: (inputs) => ({ logits: model.apply(required(inputs, 'images')) }),
  };
}

function required<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`the step's input or gradient '${name}' is missing`);
  return value;
}

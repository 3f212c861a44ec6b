// The steps that the bench times, written as tfjs functions: a teacher's forward pass where it is not cached, the
// student's forward and backward pass, the optimizer.
import * as tf from '@tensorflow/tfjs-core';
import { Generator } from '../../src/data/index.ts';
import { modelSchema } from '../../src/models/architecture/index.ts';
import { buildModel } from '../../src/models/index.ts';
import { buildOptimizer } from '../../src/models/optimizer.ts';
import { optimizerSchema } from '../../src/models/training/index.ts';
import { workloads } from './step/workloads.mjs';

export { workloads };

/** The batch of the graphs that are written by hand. */
export const batchSize = 128;

/** Deterministic numbers around 0; both sides only need the same sizes. */
export function numbers(count, scale, seed = 1) {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return (state / 1073741824 - 1) * scale;
  });
}

const sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);

function denseLayers(engine, prefix, widths) {
  return widths.slice(1).map((units, index) => ({
    kernel: engine.variable(
      `${prefix}/kernel${index}`,
      [widths[index], units],
      numbers(widths[index] * units, Math.sqrt(6 / widths[index]), index + 7),
    ),
    bias: engine.variable(`${prefix}/bias${index}`, [units], new Float32Array(units)),
  }));
}

function mlp(engine, prefix, { shape, classes }, hidden) {
  const layers = denseLayers(engine, prefix, [sizeOf(shape), ...hidden, classes]);
  return {
    variables: layers.flatMap(({ kernel, bias }) => [kernel, bias]),
    apply: (images) =>
      layers.reduce((values, { kernel, bias }, index) => {
        const sums = tf.add(tf.matMul(values, kernel), bias);
        return index === layers.length - 1 ? sums : tf.relu(sums);
      }, images),
  };
}

function cnn(engine, prefix, { batch, classes }) {
  const filters = [
    [3, 3, 1, 32],
    [3, 3, 32, 64],
  ].map((shape, index) => {
    const inputs = 9 * shape[2];
    return {
      kernel: engine.variable(`${prefix}/filter${index}`, shape, numbers(inputs * shape[3], Math.sqrt(6 / inputs), 3)),
      bias: engine.variable(`${prefix}/offset${index}`, [shape[3]], new Float32Array(shape[3])),
    };
  });
  const dense = denseLayers(engine, prefix, [7 * 7 * 64, 128, classes]);
  return {
    variables: [...filters, ...dense].flatMap(({ kernel, bias }) => [kernel, bias]),
    apply: (images) => {
      let values = tf.reshape(images, [batch, 28, 28, 1]);
      for (const { kernel, bias } of filters) {
        values = tf.maxPool(tf.relu(tf.add(tf.conv2d(values, kernel, 1, 'same'), bias)), 2, 2, 'valid');
      }
      const middle = tf.relu(
        tf.add(tf.matMul(tf.reshape(values, [batch, 7 * 7 * 64]), dense[0].kernel), dense[0].bias),
      );
      return tf.add(tf.matMul(middle, dense[1].kernel), dense[1].bias);
    },
  };
}

const relu = { activation: 'relu' };
const tanh = { activation: 'tanh' };
/** Networks of the product's own layers, as a config has them. */
const architectures = {
  resnet: { preset: 'resnet-mini' },
  'resnet-20': { preset: 'resnet-cifar', n: 3 },
  mobilenet: { preset: 'mobilenet-mini' },
  'cnn-64': { preset: 'cnn-small' },
  /** LeCun et al. 1998, figure 2, with means for its pools: its filters fill no block of channels. */
  lenet: {
    preset: 'custom',
    layers: [
      { type: 'conv2d', filters: 6, kernel: 5, ...tanh },
      { type: 'averagePool', size: 2 },
      { type: 'conv2d', filters: 16, kernel: 5, padding: 'valid', ...tanh },
      { type: 'averagePool', size: 2 },
      { type: 'flatten' },
      { type: 'dense', units: 120, ...tanh },
      { type: 'dense', units: 84, ...tanh },
    ],
  },
  depthwise: {
    preset: 'custom',
    layers: [
      { type: 'conv2d', filters: 32, strides: 2, ...relu },
      { type: 'depthwiseConv2d', ...relu },
      { type: 'conv2d', filters: 64, kernel: 1, ...relu },
      { type: 'depthwiseConv2d', strides: 2, ...relu },
      { type: 'conv2d', filters: 64, kernel: 1, ...relu },
      { type: 'globalAveragePool' },
    ],
  },
};

/** A network of layers. `apply` leaves new values of what no gradient moves, such as moving averages, in `updates`. */
function ofLayers(engine, prefix, architecture, { shape, classes, batch }) {
  const generator = new Generator(5);
  const model = buildModel(modelSchema.parse(architecture), {
    ...{ input: shape, classes, engine, prefix },
    nextNormal: () => generator.nextNormal(),
    nextUniform: () => generator.nextUniform(),
  });
  return {
    variables: model.trained,
    moving: model.variables.filter((variable) => !model.trained.includes(variable)),
    infer: (images) => model.apply(images),
    apply: (images, updates) => {
      const weights = tf.fill([batch], 1 / batch);
      return model.apply(images, { masks: {}, weights, updates, gradients: { layer: undefined } });
    },
  };
}

/** The student's network, or the teacher's: the dense one of given widths. */
function build(engine, prefix, workload, hidden) {
  const { model } = workload;
  if (model === 'mlp') return mlp(engine, prefix, workload, hidden);
  if (model === 'cnn') return cnn(engine, prefix, workload);
  return ofLayers(engine, prefix, workload.architecture ?? architectures[model], workload);
}

/**
 * The distillation step of a workload for an engine: its program and the feeds of one batch. `feedsOf` gives those of several steps,
 * whose images lie behind one another, as the trainer has them.
 */
export function distillationStep(engine, name, { batch = workloads[name].batch, prefix = engine.name } = {}) {
  return stepOf(engine, name, { ...workloads[name], batch }, prefix);
}

/** A distillation step of sizes that are no workload of the bench. */
export function stepOf(engine, name, workload, prefix = engine.name) {
  const { batch, optimizer, isCached, classes } = workload;
  const pixels = sizeOf(workload.shape);
  const names = `${prefix} ${name}`;
  const student = build(engine, `${names}/student`, workload, workload.hidden);
  const teacher = isCached ? undefined : build(engine, `${names}/teacher`, workload, workload.teacher);
  const ofTeacher = [...(teacher?.variables ?? []), ...(teacher?.moving ?? [])];
  const moving = student.moving ?? [];
  const updater = buildOptimizer(
    optimizerSchema.parse({ name: optimizer }),
    student.variables,
    engine,
    `${names}/optimizer`,
  );
  const scalars = { learningRate: 0.001, temperature: 4, hardWeight: 0.3, softWeight: 0.7, ...updater.scalarsAt(0) };
  const scalar = { shape: [], dtype: 'float32' };
  const image = { shape: [batch, pixels], dtype: 'float32' };
  const row = { shape: [batch, classes], dtype: 'float32' };
  const labels = new Float32Array(batch * classes);
  for (let index = 0; index < batch; index += 1) labels[index * classes + (index % classes)] = 1;
  const logits = isCached ? { teacher: numbers(batch * classes, 5, 5) } : {};
  const images = numbers(batch * pixels, 1, 11);
  const own = { labels, ...logits, ...scalars };
  return {
    parameters: student.variables.reduce((sum, { size }) => sum + size, 0),
    feedsOf: (count) => launchFeeds(images, own, count),
    program: {
      name,
      inputs: {
        images: image,
        labels: row,
        ...(isCached ? { teacher: row } : {}),
        ...Object.fromEntries(Object.keys(scalars).map((key) => [key, scalar])),
      },
      variables: [...student.variables, ...moving, ...ofTeacher, ...updater.variables],
      frozen: ofTeacher,
      body: (fed) => {
        const updates = new Map();
        const { value, grads } = tf.variableGrads(() => loss(student, teacher, fed, updates), [...student.variables]);
        updater.apply(
          student.variables.map((variable) => grads[variable.name]),
          fed,
        );
        for (const [variable, tensor] of updates) variable.assign(tensor);
        return { loss: value };
      },
    },
    feeds: { images, ...own },
  };
}

/** The student's logits of a batch, as an evaluation computes them. */
export function forwardStep(engine, name, batch) {
  const workload = { ...workloads[name], batch };
  const student = build(engine, `${engine.name} ${name}/evaluated`, workload, workload.hidden);
  const pixels = sizeOf(workload.shape);
  return {
    program: {
      name: `${name}, evaluation`,
      inputs: { images: { shape: [batch, pixels], dtype: 'float32' } },
      variables: [...student.variables, ...(student.moving ?? [])],
      body: ({ images }) => ({ logits: (student.infer ?? student.apply)(images) }),
    },
    parameters: student.variables.reduce((sum, { size }) => sum + size, 0),
    feeds: { images: numbers(batch * pixels, 1, 11) },
  };
}

/** Images of the steps of a launch, by their number, in one piece of memory. */
const pieces = new WeakMap();

function launchFeeds(images, own, count) {
  let piece = pieces.get(images);
  if (piece === undefined || piece.length < count * images.length) {
    piece = new Float32Array(count * images.length);
    for (let step = 0; step < count; step += 1) piece.set(images, step * images.length);
    pieces.set(images, piece);
  }
  const part = (step) => piece.subarray(step * images.length, (step + 1) * images.length);
  return Array.from({ length: count }, (_, step) => ({ images: part(step), ...own }));
}

function loss(student, teacher, fed, updates) {
  const logits = student.apply(fed.images, updates);
  const taught = (teacher?.infer ?? teacher?.apply)?.(fed.images) ?? fed.teacher;
  const hard = tf.neg(tf.mean(tf.sum(tf.mul(fed.labels, tf.logSoftmax(logits)), 1)));
  const teacherLog = tf.logSoftmax(tf.div(taught, fed.temperature));
  const studentLog = tf.logSoftmax(tf.div(logits, fed.temperature));
  const soft = tf.mean(tf.sum(tf.mul(tf.exp(teacherLog), tf.sub(teacherLog, studentLog)), 1));
  const scale = tf.mul(fed.softWeight, tf.square(fed.temperature));
  return tf.add(tf.mul(fed.hardWeight, hard), tf.mul(scale, soft));
}

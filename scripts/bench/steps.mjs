// The steps that the bench times, written as tfjs functions: a teacher's forward pass where it is not cached, the
// student's forward and backward pass, the optimizer.
import * as tf from '@tensorflow/tfjs-core';
import { Generator } from '../../src/data/index.ts';
import { modelSchema } from '../../src/models/architecture/index.ts';
import { buildModel } from '../../src/models/index.ts';
import { buildOptimizer } from '../../src/models/optimizer.ts';
import { optimizerSchema } from '../../src/models/training/index.ts';

export const batchSize = 128;
const classes = 10;
const pixels = 784;

/** Deterministic numbers around 0; both sides only need the same sizes. */
export function numbers(count, scale, seed = 1) {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return (state / 1073741824 - 1) * scale;
  });
}

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

function mlp(engine, prefix, hidden) {
  const layers = denseLayers(engine, prefix, [pixels, ...hidden, classes]);
  return {
    variables: layers.flatMap(({ kernel, bias }) => [kernel, bias]),
    apply: (images) =>
      layers.reduce((values, { kernel, bias }, index) => {
        const sums = tf.add(tf.matMul(values, kernel), bias);
        return index === layers.length - 1 ? sums : tf.relu(sums);
      }, images),
  };
}

function cnn(engine, prefix, batch) {
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
function ofLayers(engine, prefix, architecture, batch) {
  const generator = new Generator(5);
  const model = buildModel(modelSchema.parse(architecture), {
    ...{ input: [28, 28, 1], classes, engine, prefix },
    nextNormal: () => generator.nextNormal(),
    nextUniform: () => generator.nextUniform(),
  });
  return {
    variables: model.trained,
    moving: model.variables.filter((variable) => !model.trained.includes(variable)),
    apply: (images, updates) => {
      const weights = tf.fill([batch], 1 / batch);
      return model.apply(images, { masks: {}, weights, updates, gradients: { layer: undefined } });
    },
  };
}

/** A network by name; the dense one of given widths. */
function build(engine, prefix, { model, hidden, batch }) {
  if (model === 'mlp') return mlp(engine, prefix, hidden);
  return model === 'cnn' ? cnn(engine, prefix, batch) : ofLayers(engine, prefix, architectures[model], batch);
}

/**
 * The workloads by name. `budget` is the most of PyTorch's time that a compiled step may take: of its time for the same step
 * or, with cached logits, for the step that has the teacher in it. Where there is none, the times are shown side by side.
 */
export const workloads = {
  'mlp sgd': { model: 'mlp', optimizer: 'sgd', isCached: false, budget: 0.4 },
  'mlp adam': { model: 'mlp', optimizer: 'adam', isCached: false, budget: 0.4 },
  'mlp sgd, cached logits': { model: 'mlp', optimizer: 'sgd', isCached: true, budget: 0.25 },
  'mlp adam, cached logits': { model: 'mlp', optimizer: 'adam', isCached: true, budget: 0.25 },
  'cnn sgd': { model: 'cnn', optimizer: 'sgd', isCached: false, budget: 0.45 },
  'resnet sgd, cached logits': { model: 'resnet', optimizer: 'sgd', isCached: true },
  'lenet sgd, cached logits': { model: 'lenet', optimizer: 'sgd', isCached: true },
  'depthwise sgd, cached logits': { model: 'depthwise', optimizer: 'sgd', isCached: true },
};

/** The distillation step of a workload for an engine: its program and the feeds of one batch. */
export function distillationStep(engine, name, { batch = batchSize, prefix = engine.name } = {}) {
  const { model, optimizer, isCached } = workloads[name];
  const names = `${prefix} ${name}`;
  const student = build(engine, `${names}/student`, { model, batch, hidden: [800, 800] });
  const teacher = isCached ? undefined : build(engine, `${names}/teacher`, { model, batch, hidden: [1200, 1200] });
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
  return {
    program: {
      name,
      inputs: {
        images: image,
        labels: row,
        ...(isCached ? { teacher: row } : {}),
        ...Object.fromEntries(Object.keys(scalars).map((key) => [key, scalar])),
      },
      variables: [...student.variables, ...moving, ...(teacher?.variables ?? []), ...updater.variables],
      frozen: teacher?.variables ?? [],
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
    feeds: { images: numbers(batch * pixels, 1, 11), labels, ...logits, ...scalars },
  };
}

function loss(student, teacher, fed, updates) {
  const logits = student.apply(fed.images, updates);
  const hard = tf.neg(tf.mean(tf.sum(tf.mul(fed.labels, tf.logSoftmax(logits)), 1)));
  const teacherLog = tf.logSoftmax(tf.div(teacher?.apply(fed.images) ?? fed.teacher, fed.temperature));
  const studentLog = tf.logSoftmax(tf.div(logits, fed.temperature));
  const soft = tf.mean(tf.sum(tf.mul(tf.exp(teacherLog), tf.sub(teacherLog, studentLog)), 1));
  const scale = tf.mul(fed.softWeight, tf.square(fed.temperature));
  return tf.add(tf.mul(fed.hardWeight, hard), tf.mul(scale, soft));
}

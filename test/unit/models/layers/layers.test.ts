import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { dropoutMask, Generator } from '../../../../src/data';
import { createEngine, type Engine, type Feed } from '../../../../src/engine';
import { buildModel, buildOptimizer, encodeLayersModel, type Model } from '../../../../src/models';
import { modelFacts, modelSchema, ShapeError } from '../../../../src/models/architecture';
import { optimizerSchema } from '../../../../src/models/training';
import { forwardProgram, trainProgram } from '../../../../src/trainer/step/step-program';
import { withoutTeacher } from '../../trainer/objectives';

const input = [6, 5, 2];
const classes = 3;
const batchSize = 4;
const sizes = { batchSize, shape: input, classes };

const residual = [
  { type: 'conv2d', filters: 4, strides: 2, activation: 'linear', useBias: false },
  { type: 'batchNorm' },
];
const activations = ['relu6', 'leakyRelu', 'elu', 'selu', 'gelu', 'swish', 'tanh', 'sigmoid', 'softplus'];
const custom = (...layers: object[]): object => ({ preset: 'custom', layers });
const models: Readonly<Record<string, object>> = {
  mlp: { preset: 'mlp', hidden: [7], dropout: 0.5, inputDropout: 0.2 },
  'cnn-small': { preset: 'cnn-small', filters: [3, 4], dense: 5, dropout: 0.5 },
  'resnet-mini': { preset: 'resnet-mini', filters: [3, 4] },
  'resnet-cifar': { preset: 'resnet-cifar', n: 1, width: 2 },
  'mobilenet-mini': { preset: 'mobilenet-mini', filters: [3, 4], blocks: 1 },
  'mlp with batch norm': { preset: 'mlp', hidden: [7], batchNorm: true, dropout: 0.5 },
  'strides and no padding': custom({ type: 'conv2d', filters: 3, kernel: [3, 2], strides: [2, 1], padding: 'valid' }),
  depthwise: custom({ type: 'depthwiseConv2d', multiplier: 2, strides: 2 }, { type: 'flatten' }),
  pools: custom(
    { type: 'maxPool', size: 2, strides: 1 },
    { type: 'averagePool', size: [2, 1], padding: 'same' },
    { type: 'globalAveragePool' },
  ),
  normalisations: custom(
    { type: 'batchNorm', momentum: 0.5 },
    { type: 'layerNorm' },
    { type: 'flatten' },
    { type: 'dense', units: 6, activation: 'linear', initializer: 'glorot' },
    { type: 'batchNorm' },
    { type: 'activation', function: 'leakyRelu' },
  ),
  'a residual with a shortcut': custom({ type: 'residual', layers: residual, activation: 'leakyRelu' }),
  ...Object.fromEntries(
    activations.map((activation) => [activation, custom({ type: 'conv2d', filters: 3, activation })]),
  ),
};

/** tfjs's cpu backend behind the same door, without a trace. */
async function cpuEngine(): Promise<Engine> {
  await tf.setBackend('cpu');
  const made: tf.Variable[] = [];
  return {
    name: 'wasm',
    version: '',
    threads: 1,
    variable: (name, shape, initial) => {
      const variable = tf.variable(tf.tensor(initial, [...shape]), true, name, 'float32');
      made.push(variable);
      return variable;
    },
    compile: (program) =>
      Promise.resolve({
        run: (feeds) => {
          const entries = Object.entries(program.inputs).map(([name, { shape, dtype }]) => {
            const feed = feeds[name];
            assert.ok(feed !== undefined, name);
            return [name, typeof feed === 'number' ? tf.scalar(feed) : tf.tensor(feed, [...shape], dtype)] as const;
          });
          const outputs = Object.entries(program.body(Object.fromEntries(entries)));
          const values = outputs.map(([name, tensor]) => [name, Float32Array.from(tensor.dataSync())] as const);
          return Promise.resolve(Object.fromEntries(values));
        },
        runAll: () => Promise.reject(new Error('steps are run one by one here')),
        dispose: () => undefined,
      }),
    read: async (variable) => Float32Array.from(await variable.data()),
    write: (variable, values) => {
      variable.assign(tf.tensor(values, variable.shape));
      return Promise.resolve();
    },
    dispose: () => {
      for (const variable of made) variable.dispose();
      return Promise.resolve();
    },
  };
}

function build(architecture: object, engine: Engine): Model {
  const generator = new Generator(3);
  return buildModel(modelSchema.parse(architecture), {
    input,
    classes,
    engine,
    prefix: 'student',
    nextNormal: () => generator.nextNormal(),
    nextUniform: () => generator.nextUniform(),
  });
}

/** Images of one batch whose last row only pads. */
function feedsFor(model: Model, step: number): Record<string, Feed> {
  const generator = new Generator(17, step);
  const images = Float32Array.from({ length: batchSize * 60 }, () => generator.nextNormal());
  const labels = new Float32Array(batchSize * classes);
  [0, 1, 2].forEach((row) => (labels[row * classes + ((row + step) % classes)] = 1));
  const masks = model.dropoutSites.map(({ name, shape, rate }) => {
    const size = shape.reduce((product, length) => product * length, batchSize);
    return [name, dropoutMask(generator, size, rate)] as const;
  });
  const weights = Float32Array.of(1 / 3, 1 / 3, 1 / 3, 0);
  return {
    images,
    labels,
    weights,
    labelWeights: weights,
    learningRate: 0.05,
    hardWeight: 1,
    ...Object.fromEntries(masks),
  };
}

interface Trained {
  readonly losses: readonly number[];
  readonly variables: readonly Float32Array[];
  readonly logits: Float32Array;
  readonly files: Awaited<ReturnType<typeof encodeLayersModel>>;
}

async function train(architecture: object, engine: Engine): Promise<Trained> {
  const model = build(architecture, engine);
  const optimizer = buildOptimizer(optimizerSchema.parse({ name: 'momentum' }), model.trained, engine, 'optimizer');
  const parts = {
    model,
    optimizer,
    objective: withoutTeacher,
    learned: [],
    classCounts: new Array<number>(classes).fill(1),
  };
  const step = await engine.compile(trainProgram('step', parts, sizes));
  const losses: number[] = [];
  for (let index = 0; index < 4; index += 1) {
    const { loss } = await step.run(feedsFor(model, index));
    losses.push(loss?.[0] ?? Number.NaN);
  }
  const forward = await engine.compile(forwardProgram('forward', model, sizes));
  const { images } = feedsFor(model, 9);
  const { logits = new Float32Array() } = await forward.run({ images: images ?? 0 });
  const variables = await Promise.all(model.variables.map((variable) => engine.read(variable)));
  const files = await encodeLayersModel(model, (variable) => engine.read(variable));
  await engine.dispose();
  return { losses, variables, logits, files };
}

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(actual.length, expected.length, what);
  const typical = Math.sqrt(Array.from(expected).reduce((sum, value) => sum + value * value, 0) / expected.length);
  Array.from(expected).forEach((value, index) => {
    const error = Math.abs((actual[index] ?? Number.NaN) - value);
    assert.ok(
      error <= 5e-5 * Math.max(Math.abs(value), typical, 1e-3),
      `${what}[${index}]: ${actual[index]}, ${value}`,
    );
  });
}

describe('models of layers', () => {
  for (const [name, architecture] of Object.entries(models)) {
    it(`${name}: trains on onnx as on cpu, and tfjs-layers reads the export`, async () => {
      const expected = await train(architecture, await cpuEngine());
      const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
      const trained = await train(architecture, engine);
      near(trained.losses, expected.losses, 'losses');
      trained.variables.forEach((values, index) => near(values, expected.variables[index] ?? [], `variable ${index}`));
      const parsed = JSON.parse(trained.files.modelJson) as {
        modelTopology: object;
        weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
      };
      await tf.setBackend('cpu');
      const loaded = await loadLayersModel({
        load: () =>
          Promise.resolve({
            modelTopology: parsed.modelTopology,
            weightSpecs: parsed.weightsManifest.flatMap(({ weights }) => weights),
            weightData: Uint8Array.from(trained.files.weights).buffer,
          }),
      });
      const generator = new Generator(17, 9);
      const images = Float32Array.from({ length: batchSize * 60 }, () => generator.nextNormal());
      const predicted = loaded.predict(tf.tensor(images, [batchSize, ...input])) as tf.Tensor;
      near(trained.logits, predicted.dataSync(), 'logits');
      const trainable = loaded.trainableWeights.reduce(
        (sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]),
        0,
      );
      assert.equal(modelFacts(modelSchema.parse(architecture), input, classes).parameters, trainable);
      tf.disposeVariables();
    });
  }

  it('names the layer that does not fit and its place', () => {
    const misfit = modelSchema.parse(custom({ type: 'flatten' }, { type: 'maxPool' }));
    assert.throws(
      () => modelFacts(misfit, input, classes),
      (error) => error instanceof ShapeError && error.index === 1 && /^maxPool needs an image/.test(error.message),
    );
    const small = modelSchema.parse(custom({ type: 'conv2d', filters: 1, kernel: 7, padding: 'valid' }));
    assert.throws(() => modelFacts(small, input, classes), /conv2d: a window of 7 does not fit into 6 pixels/);
  });
});

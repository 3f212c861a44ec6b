import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as layers from '@tensorflow/tfjs-layers';
import { createEngine, type Engine } from '../../../../src/engine';
import {
  ModelFault,
  planLayersModel,
  readModelJson,
  type LayersModelPlan,
  type ModelSignature,
} from '../../../../src/model-files';
import { buildNetwork } from '../../../../src/models';
import { forwardProgram } from '../../../../src/trainer/step/step-program';
import { writeAll } from '../../../../src/trainer/step/variables';

interface Saved {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** A model as tfjs-layers saves it: the text of model.json and its one file of weights. */
async function saved(model: layers.LayersModel): Promise<Saved> {
  let found: Saved | undefined;
  await model.save({
    save: ({ modelTopology, weightSpecs = [], weightData }) => {
      const json = {
        format: 'layers-model',
        modelTopology,
        weightsManifest: [{ paths: ['w.bin'], weights: weightSpecs }],
      };
      found = { text: JSON.stringify(json), bytes: new Uint8Array(weightData as ArrayBuffer) };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    },
  });
  assert.ok(found);
  return found;
}

/** Weights that are not those of an initialiser, moving averages included. */
function scatter(model: layers.LayersModel): void {
  const values = model.getWeights().map((weight, index) => {
    const numbers = Array.from({ length: weight.size }, (_, place) => 0.5 * Math.sin(7 * index + 1.3 * place));
    // A variance is above 0.
    return tf.tensor(
      numbers.map((value) => (weight.shape.length === 1 ? Math.abs(value) + 0.1 : value)),
      weight.shape,
    );
  });
  model.setWeights(values);
}

const [height, width, classes] = [6, 6, 4];

function sequential(): layers.LayersModel {
  return layers.sequential({
    layers: [
      layers.layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, padding: 'same', inputShape: [height, width, 1] }),
      layers.layers.batchNormalization({}),
      layers.layers.leakyReLU({ alpha: 0.1 }),
      layers.layers.depthwiseConv2d({ kernelSize: [2, 2], depthMultiplier: 2, padding: 'valid', activation: 'tanh' }),
      layers.layers.maxPooling2d({ poolSize: 2, strides: 1 }),
      layers.layers.flatten(),
      layers.layers.dropout({ rate: 0.3 }),
      layers.layers.dense({ units: 7, activation: 'relu', useBias: false }),
      layers.layers.layerNormalization({}),
      layers.layers.dense({ units: classes }),
    ],
  });
}

function residual(lastActivation: 'linear' | 'softmax'): layers.LayersModel {
  const input = layers.input({ shape: [height, width, 1] });
  const stem = layers.layers
    .conv2d({ filters: 4, kernelSize: 3, padding: 'same' })
    .apply(input) as layers.SymbolicTensor;
  const once = layers.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }).apply(stem);
  const twice = layers.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same' }).apply(once);
  const sum = layers.layers.add().apply([stem, twice as layers.SymbolicTensor]) as layers.SymbolicTensor;
  const active = layers.layers.activation({ activation: 'elu' }).apply(sum);
  const pooled = layers.layers.globalAveragePooling2d({}).apply(active);
  const output = layers.layers.dense({ units: classes, activation: lastActivation }).apply(pooled);
  return layers.model({ inputs: input, outputs: output as layers.SymbolicTensor });
}

const fit: ModelSignature = { input: [height, width, 1], classes };
const images = Float32Array.from({ length: 3 * height * width }, (_, place) => Math.cos(place));

const planOf = (text: string, signature: ModelSignature): LayersModelPlan =>
  planLayersModel(readModelJson(text), signature);

async function logitsOf(engine: Engine, { text, bytes }: Saved): Promise<Float32Array> {
  const plan = planOf(text, fit);
  assert.equal(plan.groups[0]?.bytes, bytes.length);
  const model = buildNetwork(plan.layers, {
    input: fit.input,
    engine,
    prefix: `m${(count += 1)}`,
    nextNormal: () => 0,
    nextUniform: () => 0,
  });
  await writeAll(engine, model.variables, plan.weights([bytes]));
  const forward = await engine.compile(forwardProgram('forward', model, { batchSize: 3, shape: fit.input, classes }));
  return (await forward.run({ images }))['logits'] ?? new Float32Array();
}
let count = 0;

describe('tfjs Layers models that tfjs-layers wrote', () => {
  let engine: Engine;
  before(async () => ({ engine } = await createEngine({ preferred: 'onnx', threads: 1 })));
  after(() => engine.dispose());

  const made: [title: string, make: () => layers.LayersModel][] = [
    ['a Sequential one of most layers', sequential],
    ['a Functional one with a residual', () => residual('linear')],
  ];
  for (const [title, make] of made) {
    it(`${title} gives the same logits here`, async () => {
      await tf.setBackend('cpu');
      const model = make();
      scatter(model);
      const expected = (model.predict(tf.tensor(images, [3, height, width, 1])) as tf.Tensor).dataSync();
      const actual = await logitsOf(engine, await saved(model));
      expected.forEach((value, place) =>
        assert.ok(
          Math.abs(value - (actual[place] ?? Number.NaN)) <= 1e-5 * Math.max(1, Math.abs(value)),
          `${actual[place]}, ${value}`,
        ),
      );
    });
  }

  it('loses a softmax at its end, and says so', async () => {
    await tf.setBackend('cpu');
    const model = residual('softmax');
    scatter(model);
    const expected = (model.predict(tf.tensor(images, [3, height, width, 1])) as tf.Tensor).dataSync();
    const file = await saved(model);
    assert.equal(planOf(file.text, fit).ending, 'softmax');
    const logits = await logitsOf(engine, file);
    await tf.setBackend('cpu');
    const actual = tf.softmax(tf.tensor2d(logits, [3, classes])).dataSync();
    expected.forEach((value, place) => assert.ok(Math.abs(value - (actual[place] ?? Number.NaN)) <= 1e-6));
  });

  const head = (): layers.layers.Layer[] => [
    layers.layers.flatten({ inputShape: [height, width, 1] }),
    layers.layers.dense({ units: classes, name: 'logits' }),
  ];
  const activation = (name: 'softmax' | 'sigmoid' | 'linear'): layers.layers.Layer =>
    layers.layers.activation({ activation: name });
  const endings: [title: string, ending: 'softmax' | 'sigmoid', behind: () => layers.layers.Layer[]][] = [
    ['a last Activation', 'softmax', () => [activation('softmax')]],
    ['a Softmax layer', 'softmax', () => [layers.layers.softmax()]],
    [
      'a softmax before a dropout, a linear activation and a reshape',
      'softmax',
      () => [
        activation('softmax'),
        layers.layers.dropout({ rate: 0.2 }),
        activation('linear'),
        layers.layers.reshape({ targetShape: [classes] }),
      ],
    ],
    ['a sigmoid', 'sigmoid', () => [activation('sigmoid')]],
    ['a sigmoid before a dropout', 'sigmoid', () => [activation('sigmoid'), layers.layers.dropout({ rate: 0.2 })]],
  ];
  for (const [title, ending, behind] of endings) {
    it(`loses ${title} at its end, bit for bit`, async () => {
      await tf.setBackend('cpu');
      const [plain, ended] = [head(), [...head(), ...behind()]].map((list) => layers.sequential({ layers: list }));
      assert.ok(plain && ended);
      scatter(plain);
      scatter(ended);
      const [own, whole] = [await saved(plain), await saved(ended)];
      assert.equal(planOf(own.text, fit).ending, undefined);
      assert.equal(planOf(whole.text, fit).ending, ending);
      assert.deepEqual(await logitsOf(engine, whole), await logitsOf(engine, own));
    });
  }

  it('loses the softmax of a convolution at its end, before it is flattened', async () => {
    await tf.setBackend('cpu');
    const make = (activation: 'softmax' | 'linear'): layers.LayersModel => {
      const options = { filters: classes, kernelSize: [height, width], inputShape: [height, width, 1], name: 'all' };
      return layers.sequential({
        layers: [layers.layers.conv2d({ ...options, activation }), layers.layers.flatten({ name: 'flat' })],
      });
    };
    const [plain, ended] = [make('linear'), make('softmax')];
    scatter(plain);
    scatter(ended);
    const [own, whole] = [await saved(plain), await saved(ended)];
    assert.equal(planOf(whole.text, fit).ending, 'softmax');
    assert.deepEqual(await logitsOf(engine, whole), await logitsOf(engine, own));
  });

  const broken: [title: string, change: (text: string) => string, says: RegExp][] = [
    ['no JSON', () => '{"modelTopology"', /is not JSON/],
    ['another JSON', () => '{"a": 1}', /holds no model/],
    ['a graph model', (text) => text.replace('"layers-model"', '"graph-model"'), /graph model/],
    [
      'an unknown layer',
      (text) => text.replace('"LeakyReLU"', '"GRU"'),
      /layer \d+ '.*' \(GRU\) is of an unknown class/,
    ],
    [
      'an unknown activation',
      (text) => text.replace('"activation":"tanh"', '"activation":"mish"'),
      /activation "mish" is not supported/,
    ],
    ['units that are no number', (text) => text.replace('"units":7', '"units":-7'), /its units is -7/],
    [
      'another input',
      (text) => text.replaceAll('[null,6,6,1]', '[null,5,5,1]'),
      /takes \[5,5,1\].*data's examples are \[6,6,1\]/,
    ],
    ['another class count', (text) => text.replace('"units":4', '"units":5'), /gives 5 classes, and the data has 4/],
    [
      'a weight of another shape',
      (text) => text.replace('"shape":[4]', '"shape":[5]'),
      /has the shape \[5\] where the layer needs \[4\]/,
    ],
    [
      'a weight that is missing',
      (text) => text.replace(/"name":"[^"]*depthwise_kernel"/, '"name":"lost"'),
      /'depthwise_kernel' of layer 4 .* is not in its weightsManifest/,
    ],
    ['a shape beyond all memory', (text) => text.replace('"shape":[4]', '"shape":[1e300]'), /shape/],
  ];
  for (const [title, change, says] of broken) {
    it(`${title} is refused by name`, async () => {
      await tf.setBackend('cpu');
      const { text } = await saved(sequential());
      const changed = change(text);
      assert.notEqual(changed, text);
      assert.throws(
        () => planOf(changed, fit),
        (error) => {
          assert.ok(error instanceof ModelFault, String(error));
          assert.match(error.message, says);
          assert.notEqual(error.hint, '');
          return true;
        },
      );
    });
  }

  it('a weight that is not finite is refused with its place', async () => {
    await tf.setBackend('cpu');
    const { text, bytes } = await saved(sequential());
    const wrong = Uint8Array.from(bytes);
    new Float32Array(wrong.buffer)[2] = Number.NaN;
    assert.throws(() => planOf(text, fit).weights([wrong]), /holds NaN at place 2/);
  });
});

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onnx } from 'onnx-proto';
import { checkReferences, parseConfig } from '../../../../src/config';
import type { DataSet } from '../../../../src/data';
import type { Engine } from '../../../../src/engine';
import { factsOfModelFile } from '../../../../src/model-files';
import type { RunManifest } from '../../../../src/runs';
import type { Context } from '../../../../src/trainer/context/context';
import { TrainingFailure } from '../../../../src/trainer/context/failure';
import { openNetwork } from '../../../../src/trainer/networks/open-networks';
import { elementTypes, onnxModel, onnxValue, onnxWeight } from '../../../documents/onnx-model';
import { recordInto } from '../recorded-events';

const fixtures = 'test/fixtures/models/cases';
const split = { count: 0, images: new Float32Array(), labels: new Int32Array() };
const empty = { sha256: '', count: 0 };
const data: DataSet = {
  ...{ shape: [28, 28, 1] as const, features: 784, unit: 255, classes: 10, hash: '', classCounts: [], classList: [] },
  identity: { train: empty, validation: empty, test: empty },
  ...{ train: split, validation: split, test: split },
};

const layer = (type: string, config: object): object => ({ class_name: type, config: { name: type, ...config } });
const weight = (name: string, ...shape: number[]): object => ({ name, shape, dtype: 'float32' });
const flat = layer('Flatten', { batch_input_shape: [null, 28, 28, 1] });
const dense = layer('Dense', { units: 10, activation: 'linear' });
const modelJson = (changes: object = {}, layers = [flat, dense]): string =>
  JSON.stringify({
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { layers } },
    weightsManifest: [{ paths: ['dense.bin'], weights: [weight('Dense/kernel', 784, 10), weight('Dense/bias', 10)] }],
    ...changes,
  });

const node = (name: string): unknown[] => [[[name, 0, 0, {}]]];
/** Layers of which each reads the other. */
const circle = {
  class_name: 'Model',
  config: {
    layers: [
      { ...layer('InputLayer', { batch_input_shape: [null, 28, 28, 1] }), inbound_nodes: [] },
      { ...layer('Flatten', { name: 'a' }), inbound_nodes: node('b') },
      { ...layer('Flatten', { name: 'b' }), inbound_nodes: node('a') },
    ],
    input_layers: [['InputLayer', 0, 0]],
    output_layers: [['b', 0, 0]],
  },
};

/** A network for one image, [1, 28, 28] → [10]. */
function withoutBatch(): Uint8Array {
  const nodes = [
    { opType: 'Flatten', input: ['images'], output: ['flat'] },
    { opType: 'MatMul', input: ['flat', 'w'], output: ['one'] },
    { opType: 'Squeeze', input: ['one'], output: ['logits'] },
  ];
  const node = nodes.map((one) => onnx.NodeProto.create(one));
  return onnxModel({ node, input: [onnxValue('images', [1, 28, 28])], output: [onnxValue('logits', [10])] });
}

const lfs = 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n';
const external = {
  dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
  externalData: [{ key: 'location', value: 'gone.bin' }],
  rawData: new Uint8Array(),
};

/** Files by name: their content, and what the trainer alone finds, where the declarations are in order. */
const files: Readonly<Record<string, readonly [content: string | Uint8Array, trainerAlone?: RegExp]>> = {
  'whole.json': [modelJson()],
  'byte-order-mark.json': [`\uFEFF${modelJson()}`],
  'empty.json': [''],
  'pointer.json': [lfs],
  'half.json': [modelJson().slice(0, 100)],
  'other.json': ['{ "a": 1 }'],
  'graph.json': ['{ "format": "graph-model", "modelTopology": {}, "weightsManifest": [] }'],
  'no-weights.json': [modelJson({ weightsManifest: undefined })],
  'keras3.json': [modelJson({ modelTopology: { class_name: 'Odd', config: {} } })],
  'no-class.json': [modelJson({}, [flat, { config: {} }])],
  'gone.json': [modelJson({ weightsManifest: [{ paths: ['gone.bin'], weights: [weight('Dense/bias', 10)] }] })],
  'short.json': [modelJson({ weightsManifest: [{ paths: ['dense.bin'], weights: [weight('Dense/bias', 10)] }] })],
  'five.json': [modelJson({}, [flat, layer('Dense', { units: 5 })])],
  'shape.json': [modelJson({}, [layer('Flatten', { batch_input_shape: [null, 32, 32, 3] }), dense])],
  'unknown-layer.json': [modelJson({}, [flat, layer('GRU', {}), dense])],
  'circle.json': [modelJson({ modelTopology: circle })],
  'seven.json': [modelJson({}, [flat, dense, layer('Softmax', {}), layer('Activation', { activation: 'elu' })])],
  'unnamed-weight.json': [modelJson({}, [flat, layer('Dense', { name: 'other', units: 10 })])],
  'narrow.json': [modelJson({}, [flat, layer('Dense', { name: 'first', units: 784 }), dense])],
  'whole.onnx': [onnxModel()],
  'empty.onnx': [new Uint8Array()],
  'pointer.onnx': [lfs],
  'json.onnx': [modelJson()],
  'cut.onnx': [onnxModel().subarray(0, 20_000)],
  'twice.onnx': [onnxModel({ output: [onnxValue('logits', ['N', 10]), onnxValue('logits', ['N', 10])] })],
  'two-inputs.onnx': [onnxModel({ input: [onnxValue('images', ['N', 784]), onnxValue('b', ['N', 784])] })],
  'unnamed.onnx': [onnxModel({ output: [onnxValue('flat', ['N', 784]), onnxValue('b', ['N', 10])] })],
  'bytes.onnx': [onnxModel({ input: [onnxValue('images', ['N', 784], elementTypes.UINT8)] })],
  'whole-no-batch.onnx': [withoutBatch()],
  'no-batch.onnx': [onnxModel({ output: [onnxValue('logits', [10])] })],
  'five.onnx': [onnxModel({ output: [onnxValue('logits', ['N', 5])] })],
  'colours.onnx': [onnxModel({ input: [onnxValue('images', ['N', 3, 28, 28])] })],
  'gone.onnx': [onnxModel({ initializer: [onnxWeight('w', external)] })],
  'claims.onnx': [onnxModel({ initializer: [onnxWeight('w', { dims: [999, 10] })] }), /should have 9990 numbers/],
};

describe('a model file in the editor and in a run', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-words-'));
    for (const [name, [content]] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    writeFileSync(path.join(folder, 'dense.bin'), new Uint8Array(4 * 7850));
    cpSync(fixtures, folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The editor's problem with a teacher's file, as a sentence. */
  const editorSays = async (name: string): Promise<string> => {
    const config = { name: 'a', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [4] } } };
    const teacher = { model: { preset: 'file', path: name } };
    const info = await factsOfModelFile(path.join(folder, name), name);
    const references = { file: () => info, run: () => undefined, data: () => undefined, names: () => [] };
    const problems = checkReferences(parseConfig(JSON.stringify({ ...config, teacher }), 'json'), references);
    return problems.map(({ message }) => message).join();
  };

  /** The run's refusal of a teacher's file, as the same sentence would read. */
  const trainerSays = async (name: string): Promise<string> => {
    const manifest = {
      configPath: path.join(folder, 'a.distill.json'),
      cacheFolder: path.join(folder, '.distillery', 'cache'),
    };
    const events = recordInto([]);
    const context = {
      manifest: manifest as RunManifest,
      data,
      engine: { threads: 1 } as Engine,
      events,
    } as Partial<Context>;
    try {
      const network = await openNetwork(context as Context, { preset: 'file', path: name });
      if (network.kind === 'onnx') network.forward.dispose();
      return '';
    } catch (error) {
      assert.ok(error instanceof TrainingFailure, String(error));
      return `${error.message}. ${error.hint.charAt(0).toUpperCase()}${error.hint.slice(1)}.`;
    }
  };

  for (const [name, [, trainerAlone]] of Object.entries(files)) {
    it(`${name}: one fault, one sentence`, async () => {
      const [editor, trainer] = [await editorSays(name), await trainerSays(name)];
      if (trainerAlone === undefined) assert.equal(trainer, editor);
      else assert.match(trainer, trainerAlone);
      const isWhole = name.startsWith('whole') || name.startsWith('byte-order');
      assert.equal(editor === '', isWhole || trainerAlone !== undefined, editor);
    });
  }

  for (const name of readdirSync(fixtures).filter((one) => one.endsWith('.onnx'))) {
    const isInTraining = name === 'norm-training.onnx';
    it(`${name} is ${isInTraining ? 'refused' : 'taken'} by both`, async () => {
      assert.ok(readFileSync(path.join(folder, name)).length > 0);
      const said = [await editorSays(name), await trainerSays(name)];
      assert.equal(said[1], said[0]);
      if (!isInTraining) assert.equal(said[0], '');
      else
        assert.match(
          said[0] ?? '',
          /^'norm-training\.onnx' was exported in training mode: the node 'bn' .*Export it in/,
        );
    });
  }
});

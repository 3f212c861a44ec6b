import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onnx } from 'onnx-proto';
import { faultOfFile } from '../../../../src/config';
import type { DataSet, Generator } from '../../../../src/data';
import { factsOfModelFile } from '../../../../src/model-files';
import { TrainingFailure } from '../../../../src/trainer/context/failure';
import { readLayersSource } from '../../../../src/trainer/networks/layers-file';
import { readOnnxFile } from '../../../../src/trainer/networks/onnx-file';
import { onnxModel, onnxValue } from '../../../documents/onnx-model';
import { forgeJson } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target, WorstInputs } from '../target';

const split = { count: 0, images: new Float32Array(), labels: new Int32Array() };
const empty = { sha256: '', count: 0 };
const data: DataSet = {
  ...{ shape: [28, 28, 1] as const, features: 784, unit: 255, classes: 10, hash: '', classCounts: [], classList: [] },
  identity: { train: empty, validation: empty, test: empty },
  ...{ train: split, validation: split, test: split },
};

/** Faults that only the weights show, which the editor skips. */
const seenInWeights = {
  onnx: /the weight '.*' (?:should have|holds)/,
  tfjs: /holds (?:NaN|-?Infinity) at place \d+/,
} as const;

/**
 * The editor's reader and the trainer's, of one file: a file without a fault in the editor is read by the trainer, unless the
 * numbers of its weights are at fault. Where both find one in what the editor reads, it is the same one.
 */
function bothReaders(file: string, written: string, read: () => unknown): () => Promise<void> {
  return async () => {
    const fault = faultOfFile(written, await factsOfModelFile(file, written), data);
    try {
      read();
    } catch (error) {
      assert.ok(error instanceof TrainingFailure, error instanceof Error ? error.stack : String(error));
      assert.ok(error.message.length > 8 && error.hint !== '', error.message);
      if (fault !== undefined) return;
      assert.match(error.message, seenInWeights[/\.onnx$/.test(file) ? 'onnx' : 'tfjs'], 'the editor takes it');
    }
  };
}

export function onnxTarget(): Target {
  const folder = inFolder();
  const file = path.join(folder, 'model.onnx');
  const compare = bothReaders(file, 'model.onnx', () => {
    for (const external of readOnnxFile(file, 'model.onnx').external.values())
      assert.equal(path.dirname(external), folder);
  });
  const outside = readdirSync(path.dirname(folder)).length;
  const check = async (bytes: Buffer): Promise<void> => {
    writeFileSync(file, bytes);
    await compare();
    assert.deepEqual(readdirSync(folder), ['model.onnx']);
    assert.ok(outside > 0);
  };
  const corpus = [onnxModel(), onnxModel({ output: [onnxValue('y', [1, 10])] })].map((bytes) => Buffer.from(bytes));
  const worst: WorstInputs = {
    nodes: [1 << 16, (length) => onnxOf(length, Buffer.from([0x0a, 6, 0x22, 4, ...Buffer.from('Relu')]))],
    'empty nodes': [1 << 16, (length) => onnxOf(length, Buffer.from([0x0a, 0]))],
    'empty weights': [1 << 16, (length) => onnxOf(length, Buffer.from([0x2a, 0]))],
  };
  return { name: 'an ONNX file, in the editor and the trainer', corpus, check, forge: forgeOnnx, worst };
}

/** A model whose graph, its field 7, is the same field again and again. */
function onnxOf(length: number, field: Buffer): Buffer {
  const graph = Buffer.alloc(length - (length % field.length), field);
  const sizes = [graph.length & 127, (graph.length >> 7) & 127, (graph.length >> 14) & 127, graph.length >> 21];
  return Buffer.concat([Buffer.from([0x3a, ...sizes.map((size, place) => (place < 3 ? size | 128 : size))]), graph]);
}

/** A model whose protobuf is well formed, with some field changed. */
function forgeOnnx(original: Buffer, generator: Generator): Buffer {
  const whole = onnx.ModelProto.toObject(onnx.ModelProto.decode(original), { longs: Number, defaults: false });
  // The numbers of the weights are not of interest, and would be most of the places.
  const weights = whole['graph'] as { initializer?: { rawData?: Uint8Array }[] };
  const kept = (weights.initializer ?? []).map(({ rawData }) => rawData);
  for (const tensor of weights.initializer ?? []) delete tensor.rawData;
  const forged = forgeJson(whole, generator, [
    0,
    1,
    2,
    7,
    10,
    'logits',
    'images',
    'w',
    'location',
    '../out.bin',
    'a.bin',
  ]);
  try {
    const { graph } = forged as { graph?: { initializer?: { rawData?: Uint8Array }[] } };
    const tensors = Array.isArray(graph?.initializer) ? graph.initializer : [];
    for (const [place, tensor] of tensors.entries()) {
      const rawData = kept[place] ?? kept[0];
      if (rawData !== undefined && generator.nextBelow(8) > 0) tensor.rawData = rawData;
    }
    return Buffer.from(onnx.ModelProto.encode(onnx.ModelProto.fromObject(forged as object)).finish());
  } catch {
    // Not everything can be written as protobuf; the text of it is another file that is no model.
    return Buffer.from(JSON.stringify(forged));
  }
}

const layer = (className: string, config: object): object => ({ class_name: className, config });
const weight = (name: string, ...shape: number[]): object => ({ name, shape, dtype: 'float32' });

const sequential = {
  format: 'layers-model',
  modelTopology: {
    class_name: 'Sequential',
    config: {
      name: 's',
      layers: [
        layer('Reshape', { name: 'r', target_shape: [28, 28, 1], batch_input_shape: [null, 28, 28, 1] }),
        layer('Conv2D', {
          name: 'c',
          filters: 2,
          kernel_size: [3, 3],
          strides: [2, 2],
          padding: 'same',
          use_bias: true,
        }),
        layer('BatchNormalization', { name: 'n', axis: -1, epsilon: 1e-3, center: true, scale: true }),
        layer('MaxPooling2D', { name: 'p', pool_size: [2, 2], strides: [2, 2], padding: 'valid' }),
        layer('Flatten', { name: 'f' }),
        layer('Dense', { name: 'd', units: 10, activation: 'softmax', use_bias: true }),
      ],
    },
  },
  weightsManifest: [
    {
      paths: ['w.bin'],
      weights: [
        ...[weight('c/kernel', 3, 3, 1, 2), weight('c/bias', 2), weight('n/gamma', 2), weight('n/beta', 2)],
        ...[weight('n/moving_mean', 2), weight('n/moving_variance', 2)],
        ...[weight('d/kernel', 98, 10), weight('d/bias', 10)],
      ],
    },
  ],
};

export function layersTarget(): Target {
  const folder = inFolder((where) => {
    mkdirSync(path.join(where, 'sub'));
    for (const name of ['w.bin', 'sub/w.bin']) writeFileSync(path.join(where, name), Buffer.alloc(4 * 1018));
  });
  const file = path.join(folder, 'model.json');
  const compare = bothReaders(file, 'model.json', () => readLayersSource(file, 'model.json', data));
  const check = async (bytes: Buffer): Promise<void> => {
    writeFileSync(file, bytes);
    await compare();
    assert.equal(readFileSync(path.join(folder, 'w.bin')).length, 4 * 1018);
  };
  const hints = [
    '../w.bin',
    'sub/w.bin',
    'w.bin',
    'Dense',
    'd/kernel',
    'float16',
    'linear',
    'same',
    [2, 2],
    [null, 784],
    -1,
  ];
  const forge = (original: Buffer, generator: Generator): Buffer =>
    Buffer.from(JSON.stringify(forgeJson(JSON.parse(original.toString('utf8')), generator, hints)));
  const corpus = [Buffer.from(JSON.stringify(sequential))];
  return { name: 'a tfjs model, in the editor and the trainer', corpus, check, forge };
}

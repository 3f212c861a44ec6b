import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Generator, type DataSet, type Normalization, type Split } from '../../../../src/data';
import { rowsByIndex, rowsInMemory } from '../../../../src/data/rows';
import { createEngine } from '../../../../src/engine';
import { rowsOfStep } from '../../../../src/trainer/step/row-table';
import { data as synthetic } from '../synthetic';
import { rotated, run, teacher } from '../training-run';

const weightsOf = (file: Buffer): Buffer => file.subarray(file.indexOf('\n', file.indexOf('\n') + 1));
const { train } = synthetic;
const config = { temperature: 4, train: { epochs: 3, batchSize: 32, checkpoint: { everySteps: 4 } } };

/** Pictures of random bytes with some channels, as networks see them. */
function pictures(channels: number): { readonly shape: readonly number[]; readonly bytes: Uint8Array } {
  const generator = new Generator(7);
  const shape = [4, 4, channels];
  return { shape, bytes: Uint8Array.from({ length: train.count * 16 * channels }, () => generator.nextBelow(256)) };
}

/** The synthetic data with other rows; those of the evaluations are rows of the training. */
function withRows(shape: readonly number[], images: Split['images']): DataSet {
  const features = shape.reduce((product, length) => product * length, 1);
  const all = images instanceof Float32Array ? images : new Float32Array(train.count * features);
  if (!(images instanceof Float32Array))
    images.read(
      Int32Array.from({ length: train.count }, (_, row) => row),
      all,
    );
  const held = (split: Split): Split => ({ ...split, images: all.slice(0, split.count * features) });
  const { validation, test } = synthetic;
  return { ...synthetic, shape, features, train: { ...train, images }, validation: held(validation), test: held(test) };
}

/** Rows that no step can hold, as those of a file. */
const elsewhere = (bytes: Uint8Array, features: number, normalization?: Normalization): Split['images'] =>
  rowsByIndex((indices) => {
    const rows = new Uint8Array(indices.length * features);
    indices.forEach((index, row) => rows.set(bytes.subarray(index * features, (index + 1) * features), row * features));
    return rows;
  }, normalization);

describe('a training whose step gathers its rows by itself, or divides their bytes, gives the weights of one that is given them, bit for bit', () => {
  const conv = { student: { model: { preset: 'cnn-small', filters: [4], dense: 8 } } };
  const cases: readonly [name: string, channels: number, normalization: Normalization | undefined][] = [
    ['bytes of one channel as they are', 1, undefined],
    ['bytes of three channels as they are', 3, undefined],
    ['bytes of one channel that are normalized', 1, { mean: [0.1307], std: [0.3081] }],
    ['bytes of three channels that are normalized', 3, { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }],
  ];
  for (const [name, channels, normalization] of cases) {
    it(`on ${name}`, async () => {
      const { shape, bytes } = pictures(channels);
      const features = 16 * channels;
      const held = rowsInMemory(bytes, features, normalization);
      assert.equal(
        held instanceof Float32Array ? undefined : held.bytes,
        normalization === undefined ? bytes : undefined,
      );
      const read = elsewhere(bytes, features, normalization);
      assert.ok(!(read instanceof Float32Array) && (read.readBytes !== undefined) === (normalization === undefined));
      const runs = [];
      // Rows that can only be read as numbers are given to the step as it sees them.
      for (const images of [{ read: (indices: Int32Array, to: Float32Array) => read.read(indices, to) }, held, read]) {
        runs.push(await run({ ...config, ...conv }, Infinity, undefined, { data: withRows(shape, images) }));
      }
      const [given, ...others] = runs;
      assert.ok(given !== undefined);
      for (const { weights, steps } of others) {
        assert.ok(weightsOf(weights).equals(weightsOf(given.weights)));
        assert.deepEqual(
          steps.map(({ loss }) => loss),
          given.steps.map(({ loss }) => loss),
        );
      }
    });
  }

  it('with logits of two teachers that it gathers too, a loss that compares rows and a last batch that is not full', async () => {
    const { bytes, shape } = pictures(1);
    const numbers = Float32Array.from(bytes, (byte) => Math.fround(byte / 255));
    const batchSize = 48;
    assert.notEqual(train.count % batchSize, 0);
    const taught = { ...config, loss: { kind: 'dist' }, train: { ...config.train, batchSize } };
    const teachers = [teacher(1), rotated()];
    const given = withRows(shape, elsewhere(bytes, 16));
    const [whole, gathered] = [
      await run(taught, Infinity, undefined, { data: given, teachers }),
      await run(taught, Infinity, undefined, { data: withRows(shape, numbers), teachers }),
    ];
    assert.ok(weightsOf(gathered.weights).equals(weightsOf(whole.weights)));
    assert.deepEqual(
      gathered.steps.map(({ loss, soft, teacherEntropy }) => [loss, soft, teacherEntropy]),
      whole.steps.map(({ loss, soft, teacherEntropy }) => [loss, soft, teacherEntropy]),
    );
  });

  it('on numbers, with labels for a part of them, and after a stop that another one went on from', async () => {
    const { bytes, shape } = pictures(1);
    const numbers = Float32Array.from(bytes, (byte) => Math.fround(byte / 255));
    const part = { ...config, transfer: { labelFraction: 0.5, leaveOut: [3] } };
    const given = withRows(shape, elsewhere(bytes, 16));
    const whole = await run(part, Infinity, undefined, { data: given });
    const gathered = await run(part, Infinity, undefined, { data: withRows(shape, numbers) });
    assert.ok(weightsOf(gathered.weights).equals(weightsOf(whole.weights)));
    const folder = mkdtempSync(path.join(tmpdir(), 'distillery-gathered-'));
    try {
      const runFolder = path.join(folder, 'run');
      mkdirSync(runFolder);
      await assert.rejects(run(part, 4, runFolder, { data: given }));
      const rest = await run(part, Infinity, runFolder, { data: withRows(shape, numbers) });
      assert.ok(weightsOf(rest.weights).equals(weightsOf(whole.weights)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a step holds the rows of the training split', () => {
  it('where they lie in memory and no teacher looks at them, on an engine that holds tables', async () => {
    const { engine: wasm } = await createEngine({ preferred: 'wasm', threads: 1 });
    const { engine: onnx } = await createEngine({ preferred: 'onnx', threads: 1 });
    const kept = { kind: 'cached', logits: new Float32Array() } as const;
    const beside = { kind: 'session', infer: () => Promise.resolve(new Float32Array()) } as const;
    assert.equal(rowsOfStep(onnx, synthetic, [kept]).rows?.values, train.images);
    assert.deepEqual(rowsOfStep(onnx, synthetic, [kept, beside]), {});
    assert.deepEqual(rowsOfStep(wasm, synthetic, [kept]), {});
    const { shape, bytes } = pictures(1);
    const read = withRows(shape, elsewhere(bytes, 16));
    assert.deepEqual(rowsOfStep(onnx, read, [kept]), { dividesBytes: true });
    assert.deepEqual(rowsOfStep(onnx, read, [kept, beside]), {});
    await Promise.all([onnx.dispose(), wasm.dispose()]);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import {
  decodeNpy,
  decodeNpyBytes,
  decodeNpyIntegers,
  readEvaluationIndex,
  readStoredFile,
  type StoredFile,
} from '../../../src/runs';
import { SmallRuns } from './small-runs';

describe('a trained run', function () {
  this.timeout(60_000);
  let runs: SmallRuns;
  before(() => (runs = new SmallRuns()));
  after(() => runs.remove());

  it('keeps what it was tested with: pictures and labels as they are, and logits that student.onnx gives too', async () => {
    const folder = runs.add('shared');
    const ended = await runs.attempt(folder);
    const index = readEvaluationIndex(folder);
    const { test, validation } = index?.splits ?? {};
    const bytesOf = async (file: StoredFile | undefined): Promise<Uint8Array> =>
      file ? readStoredFile(folder, file) : new Uint8Array();
    const [images, labels] = ['images-idx3', 'labels-idx1'].map((name) =>
      readFileSync(path.join(runs.root, `t10k-${name}-ubyte`)),
    );
    const pictures = decodeNpyBytes(await bytesOf(test?.pictures), 'pictures');
    assert.deepEqual(pictures.shape, [200, 20, 20, 1]);
    assert.deepEqual(Buffer.from(pictures.values), images?.subarray(16));
    const kept = decodeNpyIntegers(await bytesOf(test?.labels), 'labels').values;
    assert.deepEqual([...kept], [...(labels?.subarray(8) ?? [])]);
    const evaluations =
      index?.evaluations.map(({ checkpoint, split, epoch }) => `${checkpoint} ${split} ${epoch}`) ?? [];
    assert.ok(evaluations.includes('last validation 3'), evaluations.join());
    const tested = index?.evaluations.find(({ split }) => split === 'test');
    const logits = decodeNpy(await bytesOf(tested?.logits), 'logits').values;
    const session = await ort.InferenceSession.create(path.join(folder, 'student', 'student.onnx'));
    let errors = 0;
    for (let row = 0; row < 200; row += 1) {
      const image = Float32Array.from(pictures.values.subarray(row * 400, (row + 1) * 400), (value) => value / 255);
      const answer = await session.run({ images: new ort.Tensor('float32', image, [1, 20, 20, 1]) });
      const expected = [...(answer['logits']?.data ?? [])].map(Number);
      expected.forEach((value, place) => {
        const got = logits[row * 10 + place] ?? Number.NaN;
        assert.ok(Math.abs(got - value) < 1e-4 * Math.max(1, Math.abs(value)), `${row}, ${place}: ${got}, ${value}`);
      });
      if (expected.indexOf(Math.max(...expected)) !== kept[row]) errors += 1;
    }
    await session.release();
    const finished = ended.last;
    assert.equal(finished?.type === 'finished' && finished.errors, errors);
    const taught = decodeNpy(await bytesOf(validation?.teachers[0]?.logits), 'teacher');
    assert.deepEqual(taught, decodeNpy(readFileSync(runs.cached('shared', 'validation.npy')), 'validation.npy'));
  });
});

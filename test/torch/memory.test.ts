import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StartedWorker } from '../../src/trainer/torch/python-worker';
import { readDigits, teacherOf } from './digits';
import { startTorch } from './process';
import { train, type Trained } from './trained';

const card = /^models\.py:\d+: OutOfMemoryError: CUDA out of memory/;
const machine = /^models\.py:\d+: RuntimeError: .*can't allocate memory/;

describe('a step that memory does not hold', function () {
  this.timeout(240_000);
  const data = readDigits();
  const teachers = [teacherOf(data)];
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-torch-'));
  let torch: StartedWorker;
  before(async () => {
    copyFileSync('test/torch/code/models.py', path.join(root, 'models.py'));
    torch = await startTorch();
  });
  after(async () => {
    await torch.worker.close();
    rmSync(root, { recursive: true, force: true });
  });

  /** Trains a model that has memory for some rows of a batch of 48 at a time. */
  const fit = (args: object, more: object = {}, objective: object = {}): Promise<Trained> => {
    const optimizer = { name: 'momentum', learningRate: 0.01 };
    const config = {
      student: { model: { python: 'models.py:Tight', args } },
      teacher: { model: { preset: 'mlp', hidden: [8] } },
      train: { epochs: 1, batchSize: 48, optimizer, ...more },
      ...objective,
    };
    return train(config, { data, teachers, torch, root });
  };

  const fails = (training: Promise<Trained>, message: RegExp, hint: string): Promise<void> =>
    assert.rejects(training, (error: Error & { hint?: string }) => {
      assert.match(error.message, message);
      assert.equal(error.hint, hint);
      return true;
    });

  const advice =
    '21 examples at a time were tried and fit: set batchSize to 21, or accumulate to 3, which takes the same step in smaller parts';

  it('fails with the batch that fits, for the memory of a card and of the machine', async () => {
    await fails(fit({ rows: 21 }), card, advice);
    await fails(fit({ rows: 21, of: 'machine' }), machine, advice);
    await fails(fit({ rows: 21, norm: true }, {}, { loss: { kind: 'dist' } }), card, advice);
  });

  it('is taken as it says then', async () => {
    const [whole, parts, small] = [
      await fit({ rows: 48 }),
      await fit({ rows: 21 }, { accumulate: 3 }),
      await fit({ rows: 21 }, { batchSize: 21 }),
    ];
    assert.deepEqual([whole.steps.length, parts.steps.length, small.steps.length], [11, 11, 25]);
    whole.steps.forEach(({ loss }, index) => {
      assert.ok(Math.abs(loss - (parts.steps[index]?.loss ?? Number.NaN)) <= 1e-5 * loss, `step ${index + 1}`);
    });
  });

  it('fails in parts that are too large with more of them, and where nothing fits with other ways out', async () => {
    const inParts =
      '21 examples at a time were tried and fit: set batchSize to 42, or accumulate to 3, which takes the same step in smaller parts';
    await fails(fit({ rows: 21 }, { accumulate: 2 }), card, inParts);
    const none = 'not even two examples fit: take a smaller network, another precision or a device with more memory';
    await fails(fit({ rows: 1 }), card, none);
  });
});

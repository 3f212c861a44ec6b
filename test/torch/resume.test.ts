import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StartedWorker } from '../../src/trainer/torch/python-worker';
import { readDigits, teacherOf } from './digits';
import { startTorch } from './process';
import { train } from './trained';

const config = {
  student: { model: { preset: 'mlp', hidden: [16], dropout: 0.3, batchNorm: true } },
  teacher: { model: { preset: 'mlp', hidden: [8] } },
  temperature: { strategy: 'learned' },
  train: { epochs: 6, batchSize: 48, checkpoint: { everySteps: 5 }, optimizer: { name: 'adam', learningRate: 0.001 } },
};

describe('a training on PyTorch that was stopped', function () {
  this.timeout(120_000);
  const data = readDigits();
  let torch: StartedWorker;
  before(async () => {
    torch = await startTorch();
  });
  after(() => torch.worker.close());

  it('goes on bit for bit, dropout, learned temperature and a shorter last batch included', async () => {
    const teachers = [teacherOf(data)];
    const whole = await train(config, { data, teachers, torch });
    const folder = mkdtempSync(path.join(tmpdir(), 'distillery-torch-'));
    try {
      const first = await train(config, { data, teachers, torch, folder, stopAfter: 17 });
      assert.ok(first.steps.length >= 17 && first.steps.length < 66, `${first.steps.length} steps before the stop`);
      const second = await train(config, { data, teachers, torch, folder });
      assert.equal(second.steps[0]?.step, first.steps.length + 1);
      assert.deepEqual(
        [...first.steps, ...second.steps].map(({ loss }) => loss),
        whole.steps.map(({ loss }) => loss),
      );
      assert.deepEqual(second.state, whole.state);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

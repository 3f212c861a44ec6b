import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { augmentSchema } from '../../src/augmentation';
import type { StartedWorker } from '../../src/trainer/torch/python-worker';
import { readDigits, teacherOf } from './digits';
import { startTorch } from './process';
import { difference, train, type Trained } from './trained';

const momentum = { name: 'momentum', learningRate: 0.01 };
const mlp = { student: { model: { preset: 'mlp', hidden: [16] } }, teacher: { model: { preset: 'mlp', hidden: [8] } } };
/** 11 steps an epoch, the last of 32 rows. */
const training = { epochs: 3, batchSize: 48, optimizer: momentum };

function assertAlike(one: Trained, other: Trained, bound: number): void {
  assert.equal(one.steps.length, other.steps.length);
  one.steps.forEach(({ loss, hard, soft, klAtOne }, index) => {
    const same = other.steps[index];
    for (const [value = 0, theirs] of [
      [loss, same?.loss],
      [hard, same?.hard],
      [soft, same?.soft],
      [klAtOne ?? 0, same?.klAtOne ?? 0],
    ] as const) {
      assert.ok(Math.abs(value - (theirs ?? Number.NaN)) <= bound * Math.max(1, Math.abs(value)), `step ${index + 1}`);
    }
  });
  one.weights.forEach((values, index) => {
    const apart = difference(values, other.weights[index] ?? new Float32Array());
    assert.ok(apart <= bound, `tensor ${index} differs by ${apart}`);
  });
}

describe('a batch that PyTorch takes in parts, mixed or in half precision', function () {
  this.timeout(240_000);
  const data = readDigits();
  const mixed = { ...data, augment: augmentSchema.parse({ mixup: 0.4 }) };
  const teachers = [teacherOf(data)];
  let torch: StartedWorker;
  before(async () => {
    torch = await startTorch();
  });
  after(() => torch.worker.close());

  /** Trains in one go and in two, and holds both to the same numbers. */
  async function assertGoesOn(config: object, set = data): Promise<Trained> {
    const whole = await train(config, { data: set, teachers, torch });
    const folder = mkdtempSync(path.join(tmpdir(), 'distillery-torch-'));
    try {
      const first = await train(config, { data: set, teachers, torch, folder, stopAfter: 9 });
      assert.ok(first.steps.length < whole.steps.length);
      const second = await train(config, { data: set, teachers, torch, folder });
      assert.deepEqual(
        [...first.steps, ...second.steps].map(({ loss }) => loss),
        whole.steps.map(({ loss }) => loss),
      );
      assert.deepEqual(second.state, whole.state);
    } finally {
      rmSync(folder, { recursive: true });
    }
    return whole;
  }

  for (const [name, objective] of Object.entries({
    'rows alone': {},
    'a learned temperature': { temperature: { strategy: 'learned' } },
    'temperatures of samples': { temperature: { strategy: 'dtkd' }, loss: { kind: 'dkd' } },
    'rows that are compared': { loss: { kind: 'dist' } },
    'a mean over the batch': { temperature: { strategy: 'flsw' } },
    'few labels': { transfer: { labelFraction: 0.3 } },
  })) {
    it(`trains as the native engine does with whole batches, with ${name}`, async () => {
      const config = { ...mlp, ...objective };
      const native = await train({ ...config, train: training }, { data, teachers });
      const own = await train({ ...config, train: { ...training, accumulate: 5 } }, { data, teachers, torch });
      assertAlike(native, own, 1e-4);
    });
  }

  it('goes on bit for bit in parts, with dropout, batch norms and rows that are compared', async () => {
    await assertGoesOn({
      ...{ ...mlp, student: { model: { preset: 'mlp', hidden: [16], dropout: 0.3, batchNorm: true } } },
      loss: { kind: 'dist' },
      train: { ...training, accumulate: 3 },
    });
  });

  it('mixes pictures and labels as the native engine does, and goes on bit for bit', async () => {
    for (const objective of [{}, { loss: { kind: 'dkd' } }, { transfer: { labelFraction: 0.5 } }]) {
      const config = { ...mlp, ...objective, train: training };
      assertAlike(
        await train(config, { data: mixed, teachers }),
        await train(config, { data: mixed, teachers, torch }),
        1e-4,
      );
    }
    await assertGoesOn({ ...mlp, train: training }, mixed);
  });

  for (const precision of ['bfloat16', 'float16'] as const) {
    it(`learns in ${precision} nearly as in float32, and goes on bit for bit`, async () => {
      const model = { preset: 'resnet-mini', filters: [4, 8], blocks: 1 };
      const config = { ...mlp, student: { model }, train: training };
      const full = await train(config, { data, teachers, torch });
      const half = await assertGoesOn({ ...config, train: { ...training, precision } });
      const last = ({ steps }: Trained): number => steps.slice(-5).reduce((sum, { loss }) => sum + loss / 5, 0);
      assert.notEqual(last(half), last(full));
      assert.ok(Math.abs(last(half) - last(full)) < 0.05 * last(full), `${last(half)} and ${last(full)}`);
      // The scale of the loss is a state of its own.
      assert.equal(half.state.length - full.state.length, precision === 'float16' ? 1 : 0);
    });
  }

  it('leaves steps out whose gradients are not finite in float16, and lowers the scale', async () => {
    const config = {
      ...mlp,
      temperature: 1,
      loss: { hard: 1000, soft: 0 },
      train: { ...training, precision: 'float16', optimizer: { ...momentum, learningRate: 1e-6 } },
    };
    const { state, steps } = await train(config, { data, teachers, torch });
    const [scale = 0] = state.at(-1) ?? [];
    assert.ok(scale < 65_536 && scale >= 1, String(scale));
    assert.ok(steps.every(({ loss }) => Number.isFinite(loss)));
    assert.ok(state.every((values) => values.every(Number.isFinite)));
  });
});

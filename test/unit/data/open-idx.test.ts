import assert from 'node:assert/strict';
import path from 'node:path';
import { configSchema } from '../../../src/config';
import { allRows, openData, transferSet, type DataSet } from '../../../src/data';
import { contentOf } from './content-of';
import { around, standardFiles, temporaryFolder } from '../data-sources/small-idx';

const folder = temporaryFolder();
const open = (data: object, environment: NodeJS.ProcessEnv = {}): Promise<DataSet> => {
  const config = {
    name: 'a',
    data: { format: 'idx', path: '.', ...data },
    student: { model: { preset: 'mlp', hidden: [4] } },
  };
  const resolve = (written: string): string => path.resolve(folder.path(), written);
  return openData(configSchema.parse(config).data, { resolve, environment });
};
const letters = (): void => folder.put(standardFiles(around([1, 2, 3], 60), around([3, 2, 1], 9)));

describe('a data set in idx files', () => {
  it('is MNIST, bit for bit, where the files are MNIST’s', async () => {
    const digits = around([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 50);
    folder.put(standardFiles(digits, digits.slice(0, 20)));
    const own = await open({ validation: 8, limit: 30 });
    const mnist = await openData(
      { format: 'mnist', validation: 8, limit: 30 },
      { resolve: (written) => written, environment: { DISTILLERY_DATA: folder.path() } },
    );
    assert.deepEqual(contentOf(own), contentOf(mnist));
  });

  it('has classes from 0 for labels from 1, rows scaled to 0…1 and the test in its order', async () => {
    letters();
    const { shape, features, classes, classList, test, train, validation } = await open({ validation: 0.1 });
    assert.deepEqual([shape, classes, validation.count, train.count], [[2, 3, 1], 3, 6, 54]);
    assert.deepEqual(
      classList,
      [1, 2, 3].map((label) => ({ name: String(label), label })),
    );
    assert.deepEqual([...test.labels], around([2, 1, 0], 9));
    assert.deepEqual([...allRows(test, features).subarray(6, 12)], new Array<number>(6).fill(Math.fround(1 / 255)));
    const rows = new Set(
      [...allRows(train, features), ...allRows(validation, features)].map((value) => Math.round(255 * value)),
    );
    assert.equal(rows.size, 60, 'each example is in one of the two');
  });

  it('has an identity for each split, which other contents change', async () => {
    letters();
    const { identity } = await open({});
    assert.deepEqual([identity.train.count, identity.validation.count, identity.test.count], [54, 6, 9]);
    folder.put(standardFiles(around([1, 2, 3], 60), around([3, 1, 2], 9)));
    const changed = (await open({})).identity;
    assert.equal(changed.train.sha256, identity.train.sha256);
    assert.notEqual(changed.test.sha256, identity.test.sha256);
  });

  it('has its test cut off where it comes without one, apart from validation and training', async () => {
    folder.put(standardFiles(around([1, 2, 3], 60)));
    const { train, validation, test, features } = await open({ test: 0.2, validation: 6 });
    assert.deepEqual([train.count, validation.count, test.count], [42, 6, 12]);
    const rows = [train, validation, test].flatMap((split) =>
      [...allRows(split, features)].filter((_, place) => place % 6 === 0),
    );
    assert.equal(new Set(rows).size, 60);
  });

  it('gives classes to a transfer set by name and by label', async () => {
    letters();
    const data = await open({ classes: ['a', 'b', 'c'] });
    const seen = (transfer: object): Set<string> =>
      new Set(
        [...transferSet(data, { labelFraction: 1, ...transfer }).indices].map(
          (index) => data.classList[data.train.labels[index] ?? 0]?.name ?? '',
        ),
      );
    assert.deepEqual(seen({ leaveOut: ['a', 3] }), new Set(['b']));
    assert.deepEqual(seen({ keep: [1, 'c'] }), new Set(['a', 'c']));
    assert.throws(
      () => transferSet(data, { labelFraction: 1, keep: ['d'] }),
      /transfer\.keep: the data has no class d/,
    );
  });

  const refused: readonly [string, object, boolean, RegExp][] = [
    [
      'more validation than there is',
      { validation: 60 },
      true,
      /data\.validation: 60 leaves no training example of 60/,
    ],
    [
      'validation and test that take everything',
      { validation: 0.5, test: 0.5 },
      false,
      /data\.validation: 0\.5 and data\.test: 0\.5 leave no training example/,
    ],
    ['a test beside its own', { test: 0.1 }, true, /data\.test: the data has a test split of its own/],
    ['no test at all', {}, false, /data\.test: the data has no test split/],
    ['names for other classes', { classes: ['a', 'b'] }, true, /data\.classes: 2 names for 3 classes/],
  ];
  for (const [what, data, hasTest, says] of refused) {
    it(`is refused with ${what}`, async () => {
      folder.put(standardFiles(around([1, 2, 3], 60), hasTest ? [1, 2, 3] : undefined));
      await assert.rejects(open(data), says);
    });
  }
});

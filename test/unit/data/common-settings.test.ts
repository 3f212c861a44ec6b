import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from '../../../src/config';
import { allRows, denormalize, openData, shuffledIndices, streams, type DataSet, type Split } from '../../../src/data';
import { holdOutOrder } from '../../../src/data/hold-out';
import { normalizationOf, normalizeInPlace } from '../../../src/data/normalize';
import { DataFault, FactsStore, type DataFinding, type DataOptions } from '../../../src/data-sources';
import { around, standardFiles, temporaryFolder } from '../data-sources/small-idx';

const folder = temporaryFolder();
const place = {
  resolve: (written: string): string => path.resolve(folder.path(), written),
  environment: {},
};
const optionsOf = (data: object): DataOptions =>
  configSchema.parse({
    name: 'a',
    data: { format: 'idx', path: '.', ...data },
    student: { model: { preset: 'mlp', hidden: [4] } },
  }).data;
const open = (data: object): Promise<DataSet> => openData(optionsOf(data), place);
const look = (data: object): Promise<DataFinding> => new FactsStore().look(optionsOf(data), folder.path(), place);

/** Puts files into a folder below the temporary one. */
const putInto = (name: string, files: Record<string, Buffer>): void => {
  mkdirSync(path.join(folder.path(), name));
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder.path(), name, file), content);
};
const shares = (labels: Int32Array, classes: number): number[] =>
  Array.from({ length: classes }, (_, label) => labels.filter((one) => one === label).length);

describe('the order that examples are held out in', () => {
  const labels = Int32Array.from({ length: 1000 }, (_, place) => (place % 100 === 0 ? 2 : place % 10 < 3 ? 1 : 0));

  it('has each class in its share in every prefix, to one example', () => {
    const order = holdOutOrder(labels, 'stratified');
    assert.deepEqual(
      [...order].sort((one, other) => one - other),
      [...labels.keys()],
    );
    const totals = shares(labels, 3);
    for (const length of [7, 100, 101, 500, 999]) {
      const found = shares(
        order.subarray(0, length).map((index) => labels[index] ?? 0),
        3,
      );
      totals.forEach((total, label) => {
        const expected = (length * total) / labels.length;
        assert.ok(Math.abs((found[label] ?? 0) - expected) <= 1, `${length}: ${found.join()}`);
      });
    }
  });

  for (const [what, labelOf, count] of [
    ['even classes', (place: number) => place % 10, 1000],
    ['a long tail', (place: number) => Math.floor(Math.log2(place + 1)), 1000],
    ['more classes than examples of one', (place: number) => place % 331, 1000],
    ['one example of each class', (place: number) => place, 50],
    ['labels without examples', (place: number) => (place % 2) * 40, 99],
    ['one class', () => 0, 10],
    ['one example', () => 3, 1],
    ['no example', () => 0, 0],
  ] as const) {
    it(`is by the share of a class that comes before, then by chance: ${what}`, () => {
      const some = Int32Array.from({ length: count }, (_, place) => labelOf(place));
      const totals = new Map<number, number>();
      for (const label of some) totals.set(label, (totals.get(label) ?? 0) + 1);
      const seen = new Map<number, number>();
      const shuffled = [...shuffledIndices(count, streams.split)];
      const places = new Map<number, number>();
      for (const index of shuffled) {
        const label = some[index] ?? 0;
        seen.set(label, (seen.get(label) ?? 0) + 1);
        places.set(index, ((seen.get(label) ?? 0) - 0.5) / (totals.get(label) ?? 1));
      }
      const expected = shuffled.sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
      assert.deepEqual([...holdOutOrder(some, 'stratified')], expected);
    });
  }

  it('is a plain shuffle for the formats that had it before', () =>
    assert.deepEqual(holdOutOrder(labels, 'random'), shuffledIndices(1000, streams.split)));
});

describe('normalize', () => {
  const rows = Float32Array.of(1, 10, 7, 2, 30, 7, 3, 20, 7, 6, 0, 7);

  it('brings each column to mean 0 and deviation 1, and leaves a constant one at 0', () => {
    const found = normalizationOf('auto', rows, 3);
    assert.ok(found);
    assert.deepEqual(found.mean, [3, 15, 7]);
    assert.deepEqual(found.std, [Math.sqrt(3.5), Math.sqrt(125), 1]);
    const values = rows.slice();
    normalizeInPlace(values, found);
    assert.deepEqual(
      [...values].filter((_, place) => place % 3 === 2),
      [0, 0, 0, 0],
    );
    const back = denormalize(values, found);
    back.forEach((value, place) => assert.ok(Math.abs(value - (rows[place] ?? 0)) < 1e-5));
  });

  it('keeps a column of one large number constant, whatever rounding makes of its mean', () => {
    const large = new Float32Array(300).fill(16777217.3);
    assert.deepEqual(normalizationOf('auto', large, 1)?.std, [1]);
  });

  it('is auto for numbers and none for bytes where it is absent', () => {
    assert.deepEqual(normalizationOf(undefined, rows, 3), normalizationOf('auto', rows, 3));
    assert.equal(normalizationOf(undefined, Uint8Array.of(1, 2), 1), undefined);
    assert.equal(normalizationOf('none', rows, 3), undefined);
    assert.deepEqual(normalizationOf('auto', Uint8Array.of(0, 255), 1), { mean: [0.5], std: [0.5] });
  });

  it('takes one number for all channels, or one for each', () => {
    assert.deepEqual(normalizationOf({ mean: 1, std: [2, 3, 4] }, rows, 3), { mean: [1, 1, 1], std: [2, 3, 4] });
    assert.throws(
      () => normalizationOf({ mean: [1, 2], std: 1 }, rows, 3),
      /data\.normalize\.mean: 2 numbers for 3 channels or columns/,
    );
  });

  it('goes by the training split alone, is recorded, and is the same for all splits', async () => {
    folder.put(standardFiles(around([1, 2, 3], 60), around([3, 2, 1], 9)));
    const plain = await open({});
    const data = await open({ normalize: 'auto' });
    assert.equal(plain.normalization, undefined);
    const rows = allRows(plain.train, plain.features);
    const mean = rows.reduce((sum, value) => sum + value, 0) / rows.length;
    const { normalization } = data;
    assert.ok(normalization && Math.abs((normalization.mean[0] ?? 0) - mean) < 1e-6);
    const first = (split: Split): number => allRows(split, plain.features)[0] ?? 0;
    for (const name of ['train', 'validation', 'test'] as const) {
      const expected = (first(plain[name]) - (normalization.mean[0] ?? 0)) / (normalization.std[0] ?? 1);
      assert.ok(Math.abs(first(data[name]) - expected) < 1e-6, name);
    }
    assert.deepEqual(data.identity, plain.identity, 'the rows that are read are the same');
    assert.notEqual(data.hash, plain.hash, 'a teacher that saw other numbers is another teacher');
  });
});

describe('classes', () => {
  beforeEach(() => folder.put(standardFiles(around([1, 5, 7], 60), around([7, 5, 1], 9))));

  it('are taken and ordered by their labels, and the others are left out of every split', async () => {
    const data = await open({ classes: [7, 1] });
    assert.deepEqual(data.classList, [
      { name: '7', label: 7 },
      { name: '1', label: 1 },
    ]);
    assert.deepEqual([data.train.count, data.validation.count, data.test.count], [36, 4, 6]);
    assert.deepEqual([...data.test.labels], [0, 1, 0, 1, 0, 1]);
    // A pixel is its image's place, whose label goes round 1, 5, 7.
    const pixel = Math.round(255 * (allRows(data.train, data.features)[0] ?? 0));
    assert.equal(data.train.labels[0], pixel % 3 === 2 ? 0 : 1);
    assert.notEqual(data.hash, (await open({})).hash);
  });

  it('are known by facts as by the trainer', async () => {
    const finding = await look({ classes: [7, 1] });
    assert.ok(finding.kind === 'facts');
    assert.deepEqual(finding.facts.splits, {
      train: { count: 40, classCounts: [20, 20] },
      test: { count: 6, classCounts: [3, 3] },
    });
    assert.deepEqual(
      finding.facts.classes.map(({ label }) => label),
      [7, 1],
    );
  });

  it('are refused where the data has no such class, naming those that it has', () =>
    assert.rejects(open({ classes: [7, 2] }), {
      message: 'data.classes: the data has no class 2',
      hint: 'write one of 1, 5, 7',
    }));
});

describe('a validation or test split at a path of its own', () => {
  const train = standardFiles(around([1, 2, 3], 60));
  const more = (labels: readonly number[]): Record<string, Buffer> => standardFiles(labels);

  it('is read whole, nothing is cut off for it, and its labels are those of the training split', async () => {
    folder.put(train);
    putInto('valid', more([3, 3, 1]));
    putInto('held', more([2, 1]));
    const data = await open({ validation: 'valid', test: 'held' });
    assert.deepEqual([data.train.count, data.validation.count, data.test.count], [60, 3, 2]);
    assert.deepEqual(
      [[...data.validation.labels], [...data.test.labels]],
      [
        [2, 2, 0],
        [1, 0],
      ],
    );
    const finding = await look({ validation: 'valid', test: 'held' });
    assert.ok(finding.kind === 'facts');
    assert.deepEqual(finding.facts.splits.validation, { count: 3, classCounts: [1, 0, 2] });
  });

  it('may have the names of a test split', async () => {
    folder.put(train);
    const { 't10k-images-idx3-ubyte': images, 't10k-labels-idx1-ubyte': labels } = standardFiles([1], [3, 2, 1]);
    putInto('held', {
      't10k-images-idx3-ubyte': images ?? Buffer.alloc(0),
      't10k-labels-idx1-ubyte': labels ?? Buffer.alloc(0),
    });
    assert.deepEqual([...(await open({ test: 'held' })).test.labels], [2, 1, 0]);
  });

  const refused: readonly [what: string, data: object, says: RegExp][] = [
    ['it is what is trained on', { test: '.' }, /data\.test: .* is read for training already; name other examples/],
    ['it serves two splits', { validation: 'held', test: 'held' }, /data\.test: .* is read for validation already/],
    [
      'both hold the same examples',
      { validation: 'held', test: 'copy' },
      /data\.validation and data\.test hold the same/,
    ],
    ['it has two splits itself', { test: 'whole' }, /data\.test: .*whole has files of two splits/],
    ['it has no images', { test: 'empty' }, /data\.test: .*empty has no file of images: looked for were names such as/],
    ['a class is in it alone', { test: 'strange' }, /label at offset 9 is 9; no training example has it/],
  ];
  for (const [what, data, says] of refused) {
    it(`is refused where ${what}`, async () => {
      folder.put(train);
      putInto('held', more([2, 1]));
      putInto('copy', more([2, 1]));
      putInto('whole', standardFiles([1, 2], [3, 3]));
      putInto('empty', {});
      putInto('strange', more([1, 9]));
      await assert.rejects(open(data), (error) => {
        assert.ok(error instanceof DataFault);
        assert.match(`${error.message}; ${error.hint}`, says);
        return true;
      });
    });
  }

  it('is refused beside one that the data comes with', async () => {
    folder.put(standardFiles(around([1, 2, 3], 60), [1, 2, 3]));
    putInto('held', more([2, 1]));
    await assert.rejects(open({ test: 'held' }), /data\.test: the data has a test split of its own/);
  });

  it('is no number in quotes', () => {
    const result = configSchema.shape.data.safeParse({ format: 'idx', path: 'a', validation: '0.2' });
    assert.match(JSON.stringify(result.error?.issues), /remove the quotes/);
  });
});

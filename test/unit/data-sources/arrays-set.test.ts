import assert from 'node:assert/strict';
import { PNG } from 'pngjs';
import { OwnData } from './opened';
import { bytes, doubles, floats, integers, npyFile, npzFile, texts } from './small-arrays';
import { temporaryFolder } from './small-idx';

const folder = temporaryFolder();
const data = new OwnData(folder.path, { format: 'arrays', path: '.', validation: 2 });
const count = (length: number): number[] => Array.from({ length }, (_, place) => place);

/** Twelve examples of two columns, of the classes 1, 3 and 9. */
const x = floats([12, 2], count(24));
const y = integers([12], [1, 3, 9, 1, 3, 9, 1, 3, 9, 1, 3, 9]);
const test = { x_test: floats([2, 2], [1, 2, 3, 4]), y_test: integers([2], [9, 1]) };

describe('a data set in arrays', () => {
  it('has columns, classes with gaps between their labels, and counts', async () => {
    folder.put({ 'x_train.npy': x, 'y_train.npy': y, 'x_test.npy': test.x_test, 'y_test.npy': test.y_test });
    const classes = [1, 3, 9].map((label) => ({ name: String(label), label }));
    assert.deepEqual(await data.facts(), {
      kind: 'vector',
      shape: [2],
      classes,
      splits: { train: { count: 12, classCounts: [4, 4, 4] }, test: { count: 2, classCounts: [1, 0, 1] } },
      firstRows: ['1', '3', '9', '1', '3'].map((label, row) => [label, String(2 * row), String(2 * row + 1)]),
    });
    const opened = await data.open({ normalize: 'none' });
    assert.deepEqual([opened.shape, opened.features, opened.classList], [[2], 2, classes]);
    assert.deepEqual([...opened.test.images], [1, 2, 3, 4]);
    assert.deepEqual([...opened.test.labels], [2, 0]);
    const [first = 0, second = 0] = opened.train.images;
    assert.equal(second, first + 1);
    assert.equal(opened.train.labels[0], (first / 2) % 3);
  });

  it('is normalized by its columns where nothing else is said', async () => {
    folder.put({ 'x.npy': x, 'y.npy': y, 'x_test.npy': test.x_test, 'y_test.npy': test.y_test });
    const { normalization, train } = await data.open();
    assert.equal(normalization?.mean.length, 2);
    const column = [...train.images].filter((_, place) => place % 2 === 0);
    assert.ok(Math.abs(column.reduce((sum, value) => sum + value, 0)) < 1e-5);
  });

  it('has held out examples with the shares of the classes', async () => {
    folder.put({
      'x.npy': floats([60, 1], count(60)),
      'y.npy': integers(
        [60],
        count(60).map((n) => (n < 40 ? 0 : 1)),
      ),
    });
    const { validation, test: held, train } = await data.open({ validation: 0.1, test: 0.2 });
    const ones = ({ labels }: { labels: Int32Array }): number => labels.reduce((sum, label) => sum + label, 0);
    assert.deepEqual([validation.count, held.count, train.count], [6, 12, 42]);
    assert.deepEqual([ones(validation), ones(held), ones(train)], [2, 4, 14]);
  });

  /** Pixels of a picture in the facts, as a PNG decoder gives them: [red, green, blue] of each. */
  const shown = async (settings: object = {}): Promise<number[][]> => {
    const { pictures = [] } = await data.facts(settings);
    return pictures.map(({ uri }) => {
      const decoded = PNG.sync.read(Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64'), { checkCRC: true });
      return [...decoded.data.filter((_, place) => place % 4 < 3)];
    });
  };

  it('of images has a picture of each of the first classes, whatever its type and its layout', async () => {
    const planes = count(3 * 3 * 4).map((place) => 5 * place);
    const rows = { x_test: floats([1, 3, 2, 2], planes.slice(0, 12)), y_test: integers([1], [0]) };
    // Twelve numbers an image, red before green before blue.
    const pixelsOf = (image: number): number[] =>
      [0, 1, 2, 3].flatMap((pixel) => [0, 4, 8].map((plane) => 5 * (12 * image + plane + pixel)));
    const labels = integers([3], [1, 0, 1]);
    for (const isPacked of [true, false]) {
      folder.put({
        'a.npz': npzFile(
          { ...rows, x_test: bytes([1, 3, 2, 2], planes.slice(0, 12)), x: bytes([3, 3, 2, 2], planes), y: labels },
          isPacked,
        ),
      });
      assert.deepEqual(await shown({ layout: 'NCHW' }), [pixelsOf(1), pixelsOf(0)]);
    }
    folder.put({
      'a.npz': npzFile({
        ...rows,
        x: floats(
          [3, 3, 2, 2],
          planes.map((one) => one / 255),
        ),
        y: labels,
      }),
    });
    assert.deepEqual(await shown({ layout: 'NCHW' }), [pixelsOf(1), pixelsOf(0)]);
    // Other numbers are spread over the range of bytes.
    folder.put({
      'a.npz': npzFile({
        ...rows,
        x: floats(
          [3, 3, 2, 2],
          planes.map((one) => one * 1000),
        ),
        y: labels,
      }),
    });
    const [, spread] = await shown({ layout: 'NCHW' });
    assert.deepEqual([Math.min(...(spread ?? [])), Math.max(...(spread ?? []))], [0, 255]);
    folder.put({ 'a.npz': npzFile({ ...rows, x: floats([3, 3, 2, 2], [Number.NaN, ...planes.slice(1)]), y: labels }) });
    assert.deepEqual(await shown({ layout: 'NCHW' }), [], 'a run names the value that is none');
  });

  const layouts: readonly [what: string, files: Record<string, Buffer>, settings?: object][] = [
    [
      'a folder of files with other names',
      { 'train_images.npy': x, 'train_labels.npy': y, 'test_images.npy': test.x_test, 'test_labels.npy': test.y_test },
    ],
    ['one packed npz', { 'all.npz': npzFile({ x_train: x, y_train: y, ...test }) }, { path: 'all.npz' }],
    ['one npz in a folder', { 'all.npz': npzFile({ x_train: x, y_train: y, ...test }, false) }],
    ['an npz a split', { 'train.npz': npzFile({ x, y }), 'test.npz': npzFile({ x: test.x_test, y: test.y_test }) }],
    [
      'keys of its own',
      { 'all.npz': npzFile({ a: x, b: y, c: test.x_test, d: test.y_test }) },
      { path: 'all.npz', keys: { train: { x: 'a', y: 'b' }, test: { x: 'c', y: 'd' } } },
    ],
    [
      'a test elsewhere',
      { 'all.npz': npzFile({ data: x, target: y }), 'held.npz': npzFile(test) },
      { path: 'all.npz', test: 'held.npz' },
    ],
    [
      'labels in rows of one',
      {
        'x.npy': x,
        'y.npy': npyFile('<i8', [12, 1], y.subarray(128)),
        'x_test.npy': test.x_test,
        'y_test.npy': test.y_test,
      },
    ],
    [
      'floats as labels',
      {
        'x.npy': x,
        'y.npy': doubles([12], [1, 3, 9, 1, 3, 9, 1, 3, 9, 1, 3, 9]),
        'x_test.npy': test.x_test,
        'y_test.npy': test.y_test,
      },
    ],
  ];
  for (const [what, files, settings] of layouts) {
    it(`is the same in ${what}`, async () => {
      folder.put(files);
      const facts = await data.facts(settings);
      assert.deepEqual(facts.splits, {
        train: { count: 12, classCounts: [4, 4, 4] },
        test: { count: 2, classCounts: [1, 0, 1] },
      });
      assert.deepEqual([...(await data.open({ ...settings, normalize: 'none' })).test.images], [1, 2, 3, 4]);
    });
  }

  it('has names where its labels are texts, and negative labels where they are', async () => {
    const labels = texts(['b', 'a', 'ü', 'b']);
    folder.put({ 'x.npy': floats([4, 1], count(4)), 'y.npy': labels });
    const { classes } = await data.facts({ test: 1 });
    assert.deepEqual(classes, [
      { name: 'a', label: 0 },
      { name: 'b', label: 1 },
      { name: 'ü', label: 2 },
    ]);
    folder.put({ 'y.npy': integers([4], [1, -1, 1, -1]) });
    assert.deepEqual(
      (await data.facts({ test: 1 })).classes.map(({ label }) => label),
      [-1, 1],
    );
  });

  it('has the classes of one-hot labels', async () => {
    folder.put({ 'x.npy': floats([3, 1], count(3)), 'y.npy': bytes([3, 3], [0, 0, 1, 1, 0, 0, 0, 0, 1]) });
    assert.deepEqual((await data.facts({ test: 1, validation: 1 })).splits.train.classCounts, [1, 2]);
  });

  it('has bytes as images of 0…1, gray or with channels first', async () => {
    folder.put({ 'x.npy': bytes([4, 3, 2, 2], count(48)), 'y.npy': integers([4], [0, 1, 0, 1]) });
    const options = { test: 1, validation: 1 };
    assert.deepEqual((await data.facts(options)).shape, [2, 2, 3]);
    const { train } = await data.open(options);
    const [red = 0, green = 0, blue = 0] = [...train.images].map((value) => Math.round(255 * value));
    assert.deepEqual([green - red, blue - green], [4, 4]);
    folder.put({ 'x.npy': bytes([4, 6, 2], count(48)) });
    assert.deepEqual((await data.facts(options)).shape, [6, 2, 1]);
  });
});

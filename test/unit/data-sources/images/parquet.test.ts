import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../../src/config';
import { allRows, openData, type DataSet } from '../../../../src/data';
import { DataFault, FactsStore, listDataNames, recognizeData, type DataFinding } from '../../../../src/data-sources';

let root: string;

/** Puts fixtures into the folder `set`, by the names behind `flowers-`. */
function put(...names: readonly string[]): void {
  mkdirSync(path.join(root, 'set'), { recursive: true });
  for (const name of names) {
    copyFileSync(`test/fixtures/data/flowers-${name}.parquet`, path.join(root, 'set', `${name}.parquet`));
  }
}

const shards = ['train-00000-of-00002', 'train-00001-of-00002', 'test-00000-of-00001'];
const place = { resolve: (written: string) => path.join(root, written), environment: {} };
const optionsOf = (more: object): ReturnType<typeof configSchema.parse>['data'] => {
  const data = { format: 'parquet', path: 'set', validation: 3, ...more };
  return configSchema.parse({ name: 'a', data, student: { model: { preset: 'mlp', hidden: [4] } } }).data;
};

function open(more: object = {}): Promise<DataSet> {
  const surroundings = {
    cacheFolder: path.join(root, 'cache'),
    takeSlot: () => Promise.resolve(() => undefined),
    onProgress: () => undefined,
    onNotice: () => undefined,
    pause: () => Promise.resolve(),
  };
  return openData(optionsOf(more), place, surroundings);
}

const look = (more: object = {}): Promise<DataFinding> => new FactsStore().look(optionsOf(more), root, place);

/** The fault of a fixture in the editor and, where it is one of labels, in the trainer, with the folder left out. */
async function faultOf(name: string, more: object = {}): Promise<string> {
  put(name);
  const settings = { path: `set/${name}.parquet`, test: 1, validation: 1, ...more };
  const finding = await look(settings);
  const shown = (message: string, hint: string): string =>
    `${message}; ${hint}`.replaceAll(`${root}${path.sep}`, '').replaceAll('\\', '/');
  const opened = await open(settings).then(
    () => 'no fault',
    (error: unknown) => {
      assert.ok(error instanceof DataFault, String(error));
      return shown(error.message, error.hint);
    },
  );
  if (finding.kind === 'fault') assert.equal(shown(finding.message, finding.hint), opened);
  return opened;
}

describe('pictures in parquet files', () => {
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-shards-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('have the classes that the file names, in its order, and the pixels of their pictures, from several shards', async () => {
    put(...shards);
    const data = await open();
    assert.deepEqual(data.classList, [
      { name: 'rose', label: 0 },
      { name: 'daisy', label: 1 },
      { name: 'tulip', label: 2 },
    ]);
    assert.deepEqual([data.shape, data.train.count, data.validation.count, data.test.count], [[4, 4, 3], 6, 3, 3]);
    const seen = [data.train, data.validation, data.test].flatMap((split) => {
      const rows = allRows(split, 48).map((value) => Math.round(value * 255));
      return [...split.labels].map((label, row) => {
        const [red = 0, green, blue] = rows.subarray(48 * row, 48 * row + 3);
        assert.deepEqual([green, blue, rows[48 * row + 17]], [label, 7, red / 20]);
        return red / 20;
      });
    });
    assert.deepEqual(seen.slice(9), [9, 10, 11], 'the test split in its order');
    assert.deepEqual(
      seen.sort((one, other) => one - other),
      Array.from({ length: 12 }, (_, index) => index),
    );
  });

  it('are found by a pattern, and splits by their own', async () => {
    put(...shards);
    const finding = await look({ path: 'set/train-*.parquet', test: 'set/test-*.parquet' });
    assert.ok(finding.kind === 'facts', JSON.stringify(finding));
    const { splits, shape, pictures } = finding.facts;
    assert.deepEqual(
      [splits.train, splits.test, shape],
      [{ count: 9, classCounts: [3, 3, 3] }, { count: 3, classCounts: [1, 1, 1] }, [4, 4, 3]],
    );
    assert.deepEqual(
      pictures?.map(({ className }) => className),
      ['rose', 'daisy', 'tulip'],
    );
    assert.match(pictures[0]?.uri ?? '', /^data:image\/png;base64,iVBOR/);
  });

  it('may be plain bytes with texts as labels, in columns of any name', async () => {
    put('plain');
    const data = await open({ path: 'set/plain.parquet', columns: { label: 'kind' }, validation: 2, test: 1 });
    assert.deepEqual(
      data.classList.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.deepEqual(await listDataNames(optionsOf({ path: 'set/plain.parquet' }), place), [
      { name: 'img' },
      { name: 'kind' },
    ]);
  });

  it('are recognised, also where they have several sizes, and a table is not taken for them', async () => {
    put(...shards);
    assert.deepEqual((await recognizeData('set', place)).settings, { format: 'parquet', path: 'set' });
    put('sizes');
    assert.deepEqual((await recognizeData('set/sizes.parquet', place)).settings, {
      format: 'parquet',
      path: 'set/sizes.parquet',
      size: 32,
      test: 0.1,
    });
    copyFileSync('test/fixtures/data/table-snappy.parquet', path.join(root, 'set', 'table.parquet'));
    assert.equal((await recognizeData('set/table.parquet', place)).settings['format'], 'table');
  });

  const faults: readonly [name: string, says: string, more?: object][] = [
    [
      'unlabelled',
      'set/unlabelled.parquet, row 1 has the label -1, and the file names 3 classes, from 0 on; the split has no labels: name one that has',
    ],
    [
      'beyond',
      'set/beyond.parquet, row 4 has the label 3, and the file names 3 classes, from 0 on; take such rows out, or mend the labels',
    ],
    [
      'outside',
      "set/outside.parquet, row 1 has only the path '0.png' of its picture; write the data set again with its pictures in it, or take such rows out",
    ],
    [
      'lists',
      "set/lists.parquet, row 1: 'label' holds lists: that is multi-label data; several labels an example are not distilled; name a column of single labels in data.columns.label",
    ],
    [
      'sizes',
      'set/sizes.parquet, row 2 has 5 × 5 pixels and the first picture 4 × 4; write data.size, so that all are brought to one size',
    ],
    [
      'plain',
      'set/plain.parquet: none of its columns is called label, labels, fine_label, target; write the one with the classes in data.columns.label; there are img, kind',
    ],
    [
      'plain',
      "set/plain.parquet: 'kind' holds no pictures; pictures are bytes, or records of bytes and path as Hugging Face writes them; for a table write data.format: table",
      { columns: { image: 'kind', label: 'kind' } },
    ],
    [
      'plain',
      "data.columns.image: set/plain.parquet has no column 'image'; its columns are img, kind",
      { columns: { image: 'image', label: 'kind' } },
    ],
  ];
  for (const [name, says, more] of faults) {
    it(`are refused with their place and what to do: ${name} ${JSON.stringify(more ?? {})}`, async () => {
      assert.equal(await faultOf(name, more), says);
    });
  }

  it('are refused, or read, where any byte of a file is another', async () => {
    put('train-00001-of-00002');
    const file = path.join(root, 'set', 'train-00001-of-00002.parquet');
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += 61) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      writeFileSync(file, changed);
      const finding = await look({ path: 'set/train-00001-of-00002.parquet', test: 1, validation: 1 });
      if (finding.kind === 'fault')
        assert.ok(finding.message.includes('parquet') && finding.hint.length > 10, finding.message);
    }
  });

  it('are refused as a table with what they are', async () => {
    put('beyond');
    const finding = await look({ format: 'table', path: 'set/beyond.parquet' });
    assert.ok(finding.kind === 'fault');
    assert.match(
      `${finding.message}; ${finding.hint}`,
      /'image' holds records or bytes; if they are pictures, write data\.format: parquet/,
    );
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema, settingsOf } from '../../../src/config';
import { DataFault, FactsStore, readAnswers, statFile, type DataPlace } from '../../../src/data-sources';
import { readPickle } from '../../../src/data-sources/cifar/pickle';
import { expandGlob } from '../../../src/data-sources/files/glob';
import { chooseClasses } from '../../../src/data-sources/classes/chosen-classes';
import { emitObjective } from '../../../src/emit';
import { flattenTree, newProgress, type RunManifest, type RunSummary } from '../../../src/runs';
import { floats, integers, npzFile } from '../../unit/data-sources/small-arrays';
import { idxFile } from '../../unit/data-sources/small-idx';
import {
  byteArrays,
  int32s,
  parquetFile,
  runOf,
  type SmallColumn,
} from '../../unit/data-sources/parquet/small-parquet';
import { grayPng } from '../../unit/pictures/pictures';
import { assertLinear } from '../../growth';
import { pickles } from './long-pickles';

const places = (length: number): number[] => Array.from({ length }, (_, place) => place);
const picture = grayPng([1, 2, 3, 4], [5, 6, 7, 8]);

/** Files of data, whose facts are taken anew each time. */
const sets: Readonly<
  Record<string, { small: number; data: object; files: (length: number) => Record<string, Uint8Array | string> }>
> = {
  'a table of many rows': {
    small: 4000,
    data: { format: 'table', path: 'a.csv', test: 0.1, validation: 0.1 },
    files: (length) => ({
      'a.csv': `a,b,y\n${places(length)
        .map((row) => `${row},t${row},${row % 2}\n`)
        .join('')}`,
    }),
  },
  'a table of many columns': {
    small: 500,
    data: { format: 'table', path: 'a.csv', test: 0.1, validation: 0.1 },
    files: (length) => {
      const rows = places(40).map((row) => [...places(length).map((column) => row + column), row % 2].join());
      return { 'a.csv': [[...places(length).map((column) => `c${column}`), 'label'].join(), ...rows].join('\n') };
    },
  },
  'a table of one quoted text': {
    small: 1 << 18,
    data: { format: 'table', path: 'a.csv', test: 0.1, validation: 0.1 },
    files: (length) => ({ 'a.csv': `a,y\n"${'""\n'.repeat(length / 3)}` }),
  },
  'a table of separators': {
    small: 1 << 16,
    data: { format: 'table', path: 'a.csv', test: 0.1, validation: 0.1 },
    files: (length) => ({ 'a.csv': ',;\t|'.repeat(length / 4) }),
  },
  'arrays of many classes': {
    small: 4000,
    data: { format: 'arrays', path: 'a.npz', test: 0.1, validation: 0.1 },
    files: (length) => {
      const labels = places(length).map((row) => row % Math.min(length / 2, 9000));
      return {
        'a.npz': npzFile({
          x_train: floats([length, 2], new Array<number>(2 * length).fill(1)),
          y_train: integers([length], labels),
        }),
      };
    },
  },
  'an archive of many arrays': {
    small: 300,
    data: { format: 'arrays', path: 'a.npz', test: 0.1, validation: 0.1 },
    files: (length) => ({
      'a.npz': npzFile(Object.fromEntries(places(length).map((place) => [`a${place}`, integers([1], [1])])), false),
    }),
  },
  'idx files of many labels': {
    small: 1 << 18,
    data: { format: 'idx', path: '.', test: 0.1, validation: 0.1 },
    files: (length) => ({
      'train-images-idx3-ubyte': idxFile(
        [length, 1, 1],
        places(length).map((place) => place % 256),
      ),
      'train-labels-idx1-ubyte': idxFile(
        [length],
        places(length).map((place) => place % 10),
      ),
    }),
  },
  'a folder of many pictures': {
    small: 500,
    data: { format: 'images', path: '.', test: 0.1, validation: 0.1 },
    files: (length) => Object.fromEntries(places(length).map((place) => [`${place % 2}/${place}.png`, picture])),
  },
  'a list of many pictures': {
    small: 4000,
    data: { format: 'images', path: '.', list: 'list.csv', test: 0.1, validation: 0.1 },
    files: (length) => ({
      ...{ '0/0.png': picture, '1/1.png': picture },
      'list.csv': `path,label\n${places(length)
        .map((place) => `${place % 2}/${place % 2}.png,${place % 2}\n`)
        .join('')}`,
    }),
  },
};

const rowNumbers = (rows: number): Buffer => int32s(places(rows).map((row) => row % 7));
const labelsOf = (rows: number): SmallColumn => ({
  ...{ name: 'label', type: 6, converted: 0 },
  pages: [{ body: byteArrays(places(rows).map((row) => String(row % 2))), values: rows }],
});

/** Parquet files by what grows in them. */
const parquetFiles: readonly [title: string, small: number, file: (length: number) => Buffer][] = [
  [
    'a parquet table of many rows',
    20_000,
    (rows) =>
      parquetFile(
        [[{ name: 'a', type: 1, pages: [{ body: rowNumbers(rows), values: rows }] }, labelsOf(rows)]],
        [rows],
      ),
  ],
  [
    'a parquet table of many columns',
    500,
    (columns) => {
      const page = { body: rowNumbers(20), values: 20 };
      const column = (place: number): SmallColumn => ({ name: `c${place}`, type: 1, pages: [page] });
      return parquetFile([[...places(columns).map(column), labelsOf(20)]], [20]);
    },
  ],
  [
    'a parquet table of many groups',
    300,
    (groups) => {
      const own = [{ name: 'a', type: 1, pages: [{ body: rowNumbers(4), values: 4 }] }, labelsOf(4)];
      return parquetFile(new Array(groups).fill(own), new Array<number>(groups).fill(4));
    },
  ],
  [
    'a parquet table of many pages',
    2000,
    (pages) => {
      const page = { body: rowNumbers(4), values: 4 };
      const label = { body: byteArrays(['a', 'b', 'a', 'b']), values: 4 };
      const columns = [
        { name: 'a', type: 1, pages: new Array<typeof page>(pages).fill(page) },
        { name: 'label', type: 6, converted: 0, pages: new Array<typeof label>(pages).fill(label) },
      ];
      return parquetFile([columns], [4 * pages]);
    },
  ],
  [
    'a parquet table of one value in runs',
    200_000,
    (rows) => {
      const pages = [
        { body: int32s([7]), values: 1, isDictionary: true },
        { body: Buffer.concat([Buffer.of(1), runOf(rows, 0)]), values: rows, encoding: 2 },
      ];
      return parquetFile([[{ name: 'label', type: 1, pages }]], [rows]);
    },
  ],
];

describe('the time of a reader of data grows with what lies there and no faster', function () {
  this.timeout(120_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-linear-data-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  let made = 0;

  function folderWith(files: Readonly<Record<string, Uint8Array | string>>): string {
    made += 1;
    const folder = path.join(root, String(made));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    return folder;
  }
  const placeIn = (folder: string): DataPlace => ({
    resolve: (written) => path.resolve(folder, written),
    environment: {},
  });

  for (const [title, { small, data, files }] of Object.entries(sets)) {
    it(title, () =>
      assertLinear(small, (length) => {
        const folder = folderWith(files(length));
        const options = configSchema.parse({
          name: 'a',
          data,
          student: { model: { preset: 'mlp', hidden: [4] } },
        }).data;
        return async () => {
          const finding = await new FactsStore().look(options, folder, placeIn(folder));
          assert.ok(finding.kind === 'facts' || (finding.kind === 'fault' && finding.message.length > 20));
        };
      }),
    );
  }

  it('a pattern that many files fit', () =>
    assertLinear(1000, (length) => {
      const folder = folderWith(
        Object.fromEntries(places(length).map((place) => [`${'a'.repeat(60)}${place}.csv`, ''])),
      );
      return async () => assert.equal((await expandGlob('*a*a*a*.csv', placeIn(folder))).length, length);
    }));

  it('answers in a table with a key', () =>
    assertLinear(4000, (length) => {
      const folder = folderWith({
        'a.csv': `id,a,b\n${places(length)
          .map((row) => `k${row % 9000},${row},1\n`)
          .join('')}`,
      });
      const file = path.join(folder, 'a.csv');
      return async () => assert.equal((await readAnswers(await statFile('answers', file), 'id')).length, 1);
    }));

  for (const [title, small, pickle] of pickles) {
    it(title, () =>
      assertLinear(small, (length) => {
        const bytes = pickle(length);
        return () => {
          try {
            readPickle(bytes, 'a');
          } catch (error) {
            assert.ok(error instanceof DataFault, String(error));
          }
        };
      }),
    );
  }

  for (const [title, small, file] of parquetFiles) {
    it(title, () =>
      assertLinear(small, (length) => {
        const folder = folderWith({ 'a.parquet': file(length) });
        const options = configSchema.parse({
          ...{ name: 'a', data: { format: 'table', path: 'a.parquet', test: 0.1, validation: 0.1 } },
          student: { model: { preset: 'mlp', hidden: [4] } },
        }).data;
        return async () => {
          const finding = await new FactsStore().look(options, folder, placeIn(folder));
          assert.ok(
            finding.kind === 'facts' || (finding.kind === 'fault' && finding.message.length > 20),
            JSON.stringify(finding),
          );
        };
      }),
    );
  }

  it('classes of a config among those of the data', () =>
    assertLinear(2500, (length) => {
      const classes = places(length).map((label) => ({ name: `c${label}`, label }));
      const written = classes.map(({ name }) => name).reverse();
      return () => assert.ok(!('message' in chooseClasses(classes, written)));
    }));

  it('the runs of one sweep in a tree', () =>
    assertLinear(5000, (length) => {
      const run = (id: string, more: Partial<RunManifest>): RunSummary => ({
        ...{ id, name: id, folder: `/runs/${id}`, createdAt: 1, status: 'finished', progress: newProgress() },
        manifest: more as RunManifest,
      });
      const runs = [run('s', { kind: 'sweep' }), ...places(length).map((place) => run(`r${place}`, { parent: 's' }))];
      return () => assert.equal(flattenTree(runs).length, length + 1);
    }));

  it('the source of an objective with a long expression', () =>
    assertLinear(10, (length) => {
      const value = places(length)
        .map((place) => `${place + 1} * confidence`)
        .join(' + ');
      const config = configSchema.parse({
        ...{ name: 'a', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [4] } } },
        ...{ teacher: { model: { preset: 'mlp', hidden: [4] } }, temperature: { strategy: 'expression', value } },
      });
      const about = { name: 'a', classCounts: undefined, hasMeasures: true };
      return () => assert.match(emitObjective(settingsOf(config), about), /confidence/);
    }));
});

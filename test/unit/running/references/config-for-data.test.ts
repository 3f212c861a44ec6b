import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../../../../src/config';
import { configForData, configNameFor } from '../../../../src/running';
import { grayPng } from '../../pictures/pictures';
import { bytes, floats, integers, npzFile, texts } from '../../data-sources/small-arrays';
import { around, standardFiles, temporaryFolder } from '../../data-sources/small-idx';

const folder = temporaryFolder();
const placeIn = (workspace: string): Parameters<typeof configForData>[1] => ({
  file: path.join(workspace, 'a.distill.yaml'),
  workspace,
  allowedFolders: [],
});
const count = (length: number): number[] => Array.from({ length }, (_, place) => place);
const halves = (length: number): number[] => count(length).map((place) => place % 2);
const table = (separator = ',', last = 'label'): Buffer =>
  Buffer.from(
    ['a', last].join(separator) +
      count(40)
        .map((row) => `\n${row}${separator}${row % 2 === 0 ? 'x' : 'y'}`)
        .join(''),
  );

const pictures = (name: string, shade: number): void => {
  mkdirSync(path.join(folder.path(), name), { recursive: true });
  for (let index = 0; index < 20; index += 1)
    writeFileSync(path.join(folder.path(), name, `${index}.png`), grayPng([shade, 2, 3], [4, 5, index]));
};
const listed = (line: (file: string, kind: string, row: number) => string): Buffer =>
  Buffer.from(
    ['rose', 'daisy']
      .flatMap((kind) => count(20).map((place) => line(`pics/${kind}/${place}.png`, kind, place)))
      .join('\n'),
  );

const kinds: readonly [what: string, name: string, put: () => void, data: object, says: RegExp][] = [
  [
    'a table',
    'my table.csv',
    () => folder.put({ 'my table.csv': table() }),
    { format: 'table', path: 'my table.csv', test: 0.1 },
    /40 examples of 1 in 2 classes: x, y\./,
  ],
  [
    'a table whose last column is the label',
    'b.csv',
    () => folder.put({ 'b.csv': table(';', 'kind') }),
    { format: 'table', path: 'b.csv', columns: { label: 'kind' }, test: 0.1 },
    /2 classes: x, y/,
  ],
  [
    'a table with missing values',
    'c.csv',
    () => folder.put({ 'c.csv': Buffer.from(`${table().toString()}\n,x`) }),
    { format: 'table', path: 'c.csv', missing: 'mean', test: 0.1 },
    /41 examples/,
  ],
  [
    'a table without names',
    'd.csv',
    () =>
      folder.put({
        'd.csv': Buffer.from(
          count(40)
            .map((row) => `${row},${row % 3}`)
            .join('\n'),
        ),
      }),
    { format: 'table', path: 'd.csv', header: false, columns: { label: '2' }, test: 0.1 },
    /3 classes: 0, 1, 2/,
  ],
  [
    'a table without names whose label is a text',
    'iris.data.csv',
    () =>
      folder.put({
        'iris.data.csv': Buffer.from(
          count(40)
            .map((row) => `${row / 10},${row % 2 ? 'a' : 'b'}`)
            .join('\n'),
        ),
      }),
    { format: 'table', path: 'iris.data.csv', header: false, columns: { label: '2' }, test: 0.1 },
    /40 examples of 1 in 2 classes: a, b/,
  ],
  [
    'a handful of examples',
    's.csv',
    () => folder.put({ 's.csv': Buffer.from('a,label\n1,x\n2,y\n3,x\n4,y\n5,x\n6,y\n') }),
    { format: 'table', path: 's.csv', test: 0.1 },
    /6 examples of 1 in 2 classes: x, y[^]*batchSize"?: 4/,
  ],
  [
    'an npz file',
    'e.npz',
    () =>
      folder.put({
        'e.npz': npzFile({
          x_train: floats([40, 3], count(120)),
          y_train: integers([40], halves(40)),
          x_test: floats([4, 3], count(12)),
          y_test: texts(['0', '1', '0', '1']),
        }),
      }),
    { format: 'arrays', path: 'e.npz' },
    /40 examples of 3 in 2 classes/,
  ],
  [
    'a folder of arrays',
    'f',
    () => {
      mkdirSync(path.join(folder.path(), 'f'));
      folder.put({
        'f/x.npy': bytes(
          [40, 20, 20],
          count(16_000).map((n) => n % 256),
        ),
        'f/y.npy': integers([40], halves(40)),
      });
    },
    { format: 'arrays', path: 'f', test: 0.1 },
    /40 examples of 20×20×1.*[^]*cnn-small/,
  ],
  [
    'a folder of idx files',
    'g',
    () => {
      mkdirSync(path.join(folder.path(), 'g'));
      folder.put(
        Object.fromEntries(
          Object.entries(standardFiles(around([1, 2], 40), [1, 2])).map(([name, content]) => [`g/${name}`, content]),
        ),
      );
    },
    { format: 'idx', path: 'g' },
    /40 examples of 2×3×1 in 2 classes/,
  ],
  [
    'a folder of pictures',
    'h',
    () => {
      for (const name of ['cat', 'dog']) {
        mkdirSync(path.join(folder.path(), 'h', name), { recursive: true });
        for (let index = 0; index < 20; index += 1)
          writeFileSync(path.join(folder.path(), 'h', name, `${index}.png`), grayPng([1, 2, 3], [4, 5, index]));
      }
    },
    { format: 'images', path: 'h', test: 0.1 },
    /40 examples of 2×3×3 in 2 classes: cat, dog/,
  ],
  [
    'a table with names of rows and a row without a label',
    'i.csv',
    () =>
      folder.put({
        'i.csv': Buffer.from(
          `Name,Age,Sex,Survived\n${count(120)
            .map(
              (row) =>
                `"Person, ${row}",${row % 5 === 0 ? '' : row},${row % 2 ? 'm' : 'f'},${row === 7 ? '' : row % 2}`,
            )
            .join('\n')}`,
        ),
      }),
    {
      ...{ format: 'table', path: 'i.csv', missing: 'row', test: 0.1 },
      columns: { label: 'Survived', numbers: ['Age'], texts: ['Sex'] },
    },
    /95 examples of 3 in 2 classes: 0, 1/,
  ],
  [
    'a list of pictures, of a few that would be a table of texts too',
    'j',
    () => {
      for (const [shade, kind] of ['rose', 'daisy'].entries()) pictures(`j/pics/${kind}`, 90 * shade);
      const lines = listed((file, kind, row) => `${row},${file},${kind}`).toString();
      folder.put({ 'j/list.csv': Buffer.from(`id,image,label\n${lines}`) });
    },
    { format: 'images', path: 'j', list: 'j/list.csv', test: 0.1 },
    /40 examples of 2×3×3 in 2 classes: daisy, rose/,
  ],
  [
    'a list with names of its own whose paths start elsewhere',
    'k/list.tsv',
    () => {
      for (const [shade, kind] of ['rose', 'daisy'].entries()) pictures(`k/pics/${kind}`, 90 * shade);
      const lines = listed((file, kind) => `k/${file}\t${kind}`).toString();
      folder.put({ 'k/list.tsv': Buffer.from(`Bild\tArt\n${lines}`) });
    },
    { format: 'images', path: '.', list: 'k/list.tsv', columns: { path: 'Bild', label: 'Art' }, test: 0.1 },
    /40 examples of 2×3×3 in 2 classes: daisy, rose/,
  ],
  [
    'a folder around the folder of the pictures, with splits in capitals',
    'l (1)',
    () => {
      for (const split of ['Train', 'TEST']) {
        for (const kind of ['no', 'yes']) pictures(`l (1)/photos/${split}/${kind}`, kind.length);
      }
    },
    { format: 'images', path: 'l (1)/photos' },
    /40 examples of 2×3×3 in 2 classes: no, yes/,
  ],
  [
    'large pictures of one size',
    'm',
    () => {
      for (const kind of ['a', 'b']) {
        pictures(`m/${kind}`, 5);
        const large = grayPng(...count(130).map((row) => count(129).map((column) => (row + column) % 256)));
        for (const place of count(20)) writeFileSync(path.join(folder.path(), 'm', kind, `${place}.png`), large);
      }
    },
    { format: 'images', path: 'm', size: 32, test: 0.1 },
    /40 examples of 32×32×3/,
  ],
];

describe('a config that is written for data', () => {
  for (const [what, name, put, data, says] of kinds) {
    it(`recognises ${what} and is valid, in both languages`, async () => {
      put();
      for (const language of ['yaml', 'json'] as const) {
        const target = path.join(folder.path(), name);
        const { text, facts } = await configForData(target, placeIn(folder.path()), language);
        const parsed = parseConfig(text, language, { lookUp: () => facts });
        assert.deepEqual(parsed.problems, [], text);
        assert.ok(parsed.config);
        assert.match(text, says);
        const { data: written } = parsed.value as { readonly data: object };
        assert.deepEqual(written, data);
      }
    });
  }

  it('says by which column a table without a usual label is sorted', async () => {
    folder.put({ 'b.csv': table(';', 'kind'), 'l.csv': table() });
    const found = async (name: string): Promise<string> =>
      (await configForData(path.join(folder.path(), name), placeIn(folder.path()), 'yaml')).found;
    assert.equal(await found('b.csv'), "40 examples in 2 classes by the column 'kind'");
    assert.equal(await found('l.csv'), '40 examples in 2 classes');
  });

  it('is named after its data', () => {
    assert.deepEqual(['/a/my table.csv', '/a/flowers', '/a/.hidden', '/a/grün_2.npz', '/'].map(configNameFor), [
      'my-table',
      'flowers',
      'hidden',
      'grün_2',
      'distillation',
    ]);
  });
});

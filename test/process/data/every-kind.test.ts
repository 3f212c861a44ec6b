import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { bytes, floats, integers, npzFile } from '../../unit/data-sources/small-arrays';
import { around, standardFiles } from '../../unit/data-sources/small-idx';
import { grayPng } from '../../unit/pictures/pictures';
import type { Outcome } from '../cli/command-driver';
import { buildCommandDriver, CommandProcess } from '../cli/command-process';
import { removeWorkspace } from '../../remove-workspace';

const root = mkdtempSync(path.join(tmpdir(), 'distillery-every-kind-'));
const put = (name: string, content: string | Buffer): void => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
};
const count = (length: number): number[] => Array.from({ length }, (_, place) => place);
const fixture = (name: string, to: string): void => {
  mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
  copyFileSync(path.join('test/fixtures/data', name), path.join(root, to));
};

/** Pictures of two classes below a folder; gives their paths from there. */
function putPictures(folder: string, each = 12, [one, other] = ['daisy', 'rose']): string[] {
  return [one, other].flatMap((kind, index) =>
    count(each).map((place) => {
      const name = `${kind}/${place}.png`;
      put(`${folder}/${name}`, grayPng([index * 90, 2, place], [4, 5, index]));
      return name;
    }),
  );
}

const rows = (line: (row: number) => string, length = 40): string => count(length).map(line).join('\n');
const cifar = (labelBytes: (row: number) => number[], examples: number): Buffer =>
  Buffer.from(count(examples).flatMap((row) => [...labelBytes(row), ...new Array<number>(3072).fill(row % 250)]));

/** A person's data of each kind: its path, what puts it there, and the format as which it is read. */
const kinds: readonly [name: string, make: (name: string) => void, format: string][] = [
  [
    'labelled pictures',
    (name) => {
      const lines = putPictures(`${name}/all`).map((file, index) => `${index};all/${file};${file.split('/')[0] ?? ''}`);
      put(`${name}/Etiketten.csv`, `\ufeffNr;Bild;Art\n${lines.join('\n')}\n`);
    },
    'images',
  ],
  [
    'passengers.csv',
    (name) =>
      put(
        name,
        `Id,Name,Age,Sex,Survived\n${rows((row) => `${row},"Person, ${row}",${row % 7 === 0 ? '' : row},${row % 2 ? 'male' : 'female'},${row % 9 === 4 ? '' : row % 2}`, 120)}\n`,
      ),
    'table',
  ],
  [
    'archive (1)',
    (name) => {
      putPictures(`${name}/flower photos/Train`);
      putPictures(`${name}/flower photos/Test`, 3);
    },
    'images',
  ],
  [
    'own arrays',
    (name) => {
      put(
        `${name}/x.npy`,
        bytes(
          [40, 3, 8, 8],
          count(7680).map((place) => (Math.floor(place / 192) % 2) * 200 + ((place * 7) % 50)),
        ),
      );
      put(
        `${name}/y.npy`,
        integers(
          [40],
          count(40).map((row) => (row % 2) * 6 - 3),
        ),
      );
    },
    'arrays',
  ],
  ['Blüten & Co', (name) => void putPictures(name, 12, ['yes', 'no']), 'images'],
  ['decimals.tsv', (name) => put(name, `a\tb\tclass\n${rows((row) => `${row},5\t${row}\t${row % 2}`)}\n`), 'table'],
  [
    'no names.csv',
    (name) =>
      put(
        name,
        rows((row) => `${row},${row % 5},${row % 2 ? 'p' : 'q'}`),
      ),
    'table',
  ],
  ['species.parquet', (name) => fixture('pets.parquet', name), 'table'],
  [
    'split tables',
    (name) => {
      put(`${name}/train.csv`, `a,label\n${rows((row) => `${row},${row % 2}`)}\n`);
      put(`${name}/test.csv`, `a,label\n${rows((row) => `${row},${row % 2}`, 8)}\n`);
    },
    'table',
  ],
  [
    'shapes.npz',
    (name) =>
      put(
        name,
        npzFile({
          features: floats([40, 2], count(80)),
          targets: integers(
            [40],
            count(40).map((row) => row % 2),
          ),
        }),
      ),
    'arrays',
  ],
  [
    'letters',
    (name) => {
      const files = Object.entries(standardFiles(around([1, 2, 3], 90), around([3, 2, 1], 9)));
      for (const [file, content] of files) put(`${name}/${file}.gz`, gzipSync(content));
    },
    'idx',
  ],
  [
    'downloads',
    (name) => {
      for (const batch of [
        'data_batch_1',
        'data_batch_2',
        'data_batch_3',
        'data_batch_4',
        'data_batch_5',
        'test_batch',
      ])
        put(
          `${name}/cifar-10-batches-bin/${batch}.bin`,
          cifar((row) => [row % 10], 20),
        );
    },
    'cifar',
  ],
  [
    'cifar-10-batches-py',
    (name) => {
      for (const batch of [
        'data_batch_1',
        'data_batch_2',
        'data_batch_3',
        'data_batch_4',
        'data_batch_5',
        'test_batch',
      ])
        fixture('pickle-2.bin', `${name}/${batch}`);
    },
    'cifar',
  ],
  [
    'cifar-100-binary',
    (name) => {
      for (const split of ['train', 'test'])
        put(
          `${name}/${split}.bin`,
          cifar((row) => [Math.floor(row / 5) % 20, row % 100], 200),
        );
    },
    'cifar',
  ],
  [
    'shards',
    (name) => {
      for (const part of ['train-00000-of-00002', 'train-00001-of-00002', 'test-00000-of-00001'])
        fixture(`flowers-${part}.parquet`, `${name}/${part}.parquet`);
    },
    'parquet',
  ],
  ['sizes.parquet', (name) => fixture('flowers-sizes.parquet', name), 'parquet'],
];

const program = path.join(root, 'driver.cjs');
const commandLine = new CommandProcess(program);
const distillery = (...words: readonly string[]): Promise<Outcome> => commandLine.perform(root, words);

const short = ['--set', 'train.epochs=1', '--set', 'teacher.train.epochs=1', '--set', 'train.engine=onnx'];

describe('a config that is written for data of any kind', function () {
  this.timeout(120_000);
  before(async () => {
    put('package.json', '{}');
    await buildCommandDriver(program);
  });
  beforeEach(() => rmSync(path.join(root, 'a.distill.yaml'), { force: true }));
  after(async () => {
    commandLine.end();
    await removeWorkspace(root);
  });

  // Each takes seconds: those that were hardest to recognise are tried everywhere.
  for (const [name, make, format] of process.env['CI'] === 'true' ? kinds : kinds.slice(0, 2)) {
    it(`is valid, is previewed and trains as it is written: ${name}`, async () => {
      make(name);
      const made = await distillery('init', name, '--output', 'a.distill.yaml');
      assert.equal(made.code, 0, made.text);
      assert.match(made.text, new RegExp(`is written for ${format}: `));
      const text = readFileSync(path.join(root, 'a.distill.yaml'), 'utf8');
      const previewed = await distillery('preview', 'a.distill.yaml');
      assert.equal(previewed.code, 0, `${text}\n${previewed.text}`);
      assert.doesNotMatch(previewed.text, /error/);
      const ran = await distillery('run', 'a.distill.yaml', ...short, '--set', 'control=null');
      assert.equal(ran.code, 0, `${text}\n${ran.text}`);
      assert.match(ran.text, /student +\d+\.\d\d % right, \d+ errors? of \d+/);
    });
  }
});

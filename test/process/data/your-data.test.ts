import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bytes, floats, integers, npzFile } from '../../unit/data-sources/small-arrays';
import { around, standardFiles } from '../../unit/data-sources/small-idx';
import { grayPng } from '../../unit/pictures/pictures';
import type { Outcome } from '../cli/command-driver';
import { buildCommandDriver, CommandProcess } from '../cli/command-process';
import { removeWorkspace } from '../../remove-workspace';

const page = readFileSync('docs/your-data.md', 'utf8');
const blocks = [...page.matchAll(/^```yaml (\w+) ?(\w*)\n([^]*?)^```$/gm)];
const rest = blocks.find(([, kind]) => kind === 'rest')?.[3] ?? '';
const recipes = blocks.filter(([, kind]) => kind === 'recipe').map(([, , name = '', text = '']) => ({ name, text }));

const root = mkdtempSync(path.join(tmpdir(), 'distillery-your-data-'));
const put = (name: string, content: string | Buffer): void => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
};
const count = (length: number): number[] => Array.from({ length }, (_, place) => place);

/** Two species that length and weight tell apart. */
const pets = (rows: number, first: number): string =>
  `length,weight,color,label\n${count(rows)
    .map(
      (row) =>
        `${first + row + (row % 2) * 50},${(row % 2) * 3 + row / 100},${row % 3 ? 'red' : 'black'},${row % 2 ? 'cat' : 'dog'}`,
    )
    .join('\n')}\n`;

function makeData(): void {
  for (const [index, kind] of ['daisy', 'rose'].entries()) {
    for (const place of count(20)) put(`flowers/${kind}/${place}.png`, grayPng([index * 9, 2, place], [4, 5, index]));
  }
  const listed = ['daisy', 'rose'].flatMap((kind) => count(20).map((place) => `${kind}/${place}.png,${kind}`));
  put('flowers.csv', `path,label\n${listed.join('\n')}\n`);
  mkdirSync(path.join(root, 'flowers-shards'));
  for (const name of ['train-00000-of-00002', 'train-00001-of-00002', 'test-00000-of-00001']) {
    const fixture = `test/fixtures/data/flowers-${name}.parquet`;
    copyFileSync(fixture, path.join(root, 'flowers-shards', `${name}.parquet`));
  }
  put('parts/pets-1.csv', pets(60, 0));
  put('parts/pets-2.csv', pets(60, 1));
  put('pets.csv', pets(120, 0));
  put('more-pets.csv', pets(20, 1));
  copyFileSync('test/fixtures/data/pets.parquet', path.join(root, 'pets.parquet'));
  const pair = (rows: number, x: string, y: string): Record<string, Buffer> => ({
    [x]: floats(
      [rows, 2],
      count(2 * rows).map((place) => (Math.floor(place / 2) % 2) * 9 + place / 50),
    ),
    [y]: integers(
      [rows],
      count(rows).map((row) => (row % 2) * 4 - 2),
    ),
  });
  put('shapes.npz', npzFile({ ...pair(80, 'x_train', 'y_train'), ...pair(10, 'x_test', 'y_test') }));
  put(
    'own.npz',
    npzFile({
      pixels: bytes(
        [60, 4, 4],
        count(960).map((place) => (Math.floor(place / 16) % 2) * 200),
      ),
      kind: integers(
        [60],
        count(60).map((row) => row % 2),
      ),
    }),
  );
  for (const [name, content] of Object.entries(standardFiles(around([1, 2, 3], 90), around([3, 2, 1], 9))))
    put(`letters/${name}`, content);
  const example = (label: number): number[] => [label, ...new Array<number>(3072).fill(label * 25)];
  for (const batch of ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch']) {
    put(`cifar-10-batches-bin/${batch}.bin`, Buffer.from(count(60).flatMap((row) => example(row % 10))));
  }
  put(
    'cifar-10-batches-bin/batches.meta.txt',
    'airplane automobile bird cat deer dog frog horse ship truck'.split(' ').join('\n'),
  );
}

const program = path.join(root, 'driver.cjs');
const commandLine = new CommandProcess(program);
const distillery = (...words: readonly string[]): Promise<Outcome> => commandLine.perform(root, words);

describe('the page on own data', function () {
  this.timeout(120_000);
  before(async () => {
    makeData();
    await buildCommandDriver(program);
  });
  after(async () => {
    commandLine.end();
    await removeWorkspace(root);
  });

  it('has a recipe for each format', () => {
    const formats = recipes.map(({ text }) => /format: (\w+)/.exec(text)?.[1]);
    assert.deepEqual([...new Set(formats)].sort(), ['arrays', 'cifar', 'idx', 'images', 'parquet', 'table']);
  });

  const short = ['--set', 'train.epochs=1', '--set', 'teacher.train.epochs=1', '--set', 'train.engine=onnx'];
  for (const { name, text } of recipes) {
    it(`trains by its recipe '${name}'`, async () => {
      put(`${name}.distill.yaml`, rest + text);
      const { code, text: said } = await distillery('run', `${name}.distill.yaml`, ...short);
      assert.equal(code, 0, said);
      assert.match(said, /student +\d+\.\d\d % right, \d+ errors? of \d+/);
    });
  }

  for (const [folder, config] of [
    ['own-data', 'spirals.distill.yaml'],
    ['pictures', 'shapes.distill.yaml'],
  ] as const) {
    it(`goes with an example that trains as it lies in the repository: ${folder}`, async () => {
      cpSync(path.join('examples', folder), path.join(root, folder), { recursive: true });
      const { code, text: said } = await distillery('run', `${folder}/${config}`, ...short);
      assert.equal(code, 0, said);
      assert.match(said, /student +\d+\.\d\d % right, \d+ errors? of \d+/);
    });
  }

  it('begins with a config that is written for a table and is valid, and is not overwritten', async () => {
    const made = await distillery('init', 'pets.csv');
    assert.equal(made.code, 0, made.text);
    assert.match(
      made.text,
      /pets\.distill\.yaml is written for table: 120 examples in 2 classes\. Start it with distillery run/,
    );
    assert.match((await distillery('validate', 'pets.distill.yaml')).text, /is valid/);
    const again = await distillery('init', 'pets.csv');
    assert.equal(again.code, 2);
    assert.match(again.text, /pets\.distill\.yaml is there already; write another name with --output/);
    const other = await distillery('init', 'cifar-10-batches-bin/batches.meta.txt');
    assert.equal(other.code, 2);
    assert.match(other.text, /there is no column beside the label 'airplane'; name columns in data\.columns\.numbers/);
  });
});

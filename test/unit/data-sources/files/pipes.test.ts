import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from '../../../../src/config';
import { FactsStore } from '../../../../src/data-sources';
import { factsOfModelFile } from '../../../../src/model-files';
import { grayPng } from '../../pictures/pictures';
import { around, standardFiles, temporaryFolder } from '../small-idx';

const picture = grayPng([1, 2, 3, 4], [5, 6, 7, 8]);
const list = Buffer.from('path,label\na/1.png,a\nb/1.png,b\n');

/** Data of each format, with the file in whose place a pipe lies. */
const cases: readonly [data: object, files: Readonly<Record<string, Buffer>>, pipe: string][] = [
  ...Object.keys(standardFiles(around([0, 1], 6), around([0, 1], 6))).map(
    (name) =>
      [{ format: 'idx', path: '.' }, standardFiles(around([0, 1], 6), around([0, 1], 6)), name] as [
        object,
        Record<string, Buffer>,
        string,
      ],
  ),
  [{ format: 'table', path: 'data.csv', test: 0.5 }, {}, 'data.csv'],
  [{ format: 'table', path: 'data-*.csv', test: 0.5 }, {}, 'data-1.csv'],
  [{ format: 'table', path: 'data.parquet', test: 0.5 }, {}, 'data.parquet'],
  [{ format: 'parquet', path: 'train.parquet', test: 0.5 }, {}, 'train.parquet'],
  [{ format: 'arrays', path: 'data.npz', test: 0.5 }, {}, 'data.npz'],
  [{ format: 'arrays', path: '.', test: 0.5 }, {}, 'x_train.npy'],
  [{ format: 'cifar', path: '.' }, {}, 'train.bin'],
  [{ format: 'images', path: '.', test: 0.5 }, { 'b/2.png': picture }, 'a/1.png'],
  [{ format: 'images', path: '.', list: 'list.csv', test: 0.5 }, { 'b/1.png': picture, 'list.csv': list }, 'a/1.png'],
  [{ format: 'images', path: '.', list: 'list.csv', test: 0.5 }, { 'b/1.png': picture }, 'list.csv'],
];

describe('a pipe in place of a file, which nobody writes into', function () {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  const folder = temporaryFolder();
  const makePipe = (name: string): void => void execFileSync('mkfifo', [path.join(folder.path(), name)]);

  for (const [data, files, pipe] of cases) {
    it(`is waited for by no reader: ${pipe} of ${JSON.stringify(data)}`, async () => {
      for (const name of ['a', 'b']) mkdirSync(path.join(folder.path(), name));
      folder.put(files);
      rmSync(path.join(folder.path(), pipe), { force: true });
      makePipe(pipe);
      const student = { model: { preset: 'mlp', hidden: [4] } };
      const options = configSchema.parse({ name: 'a', data, student }).data;
      const place = { resolve: (written: string) => path.resolve(folder.path(), written), environment: {} };
      const finding = await new FactsStore().look(options, folder.path(), place);
      assert.equal(finding.kind, 'fault');
    });
  }

  it('is left out of the pictures of a class, as a link to one is', async () => {
    for (const name of ['a', 'b']) mkdirSync(path.join(folder.path(), name));
    folder.put({ 'a/1.png': picture, 'a/2.png': picture, 'b/1.png': picture, 'b/2.png': picture });
    makePipe('pipe');
    symlinkSync('../pipe', path.join(folder.path(), 'a', '3.png'));
    const options = configSchema.parse({
      ...{ name: 'a', student: { model: { preset: 'mlp', hidden: [4] } } },
      data: { format: 'images', path: '.', test: 0.5 },
    }).data;
    const place = { resolve: (written: string) => path.resolve(folder.path(), written), environment: {} };
    const finding = await new FactsStore().look(options, folder.path(), place);
    assert.ok(finding.kind === 'facts', JSON.stringify(finding));
    const { train, validation, test } = finding.facts.splits;
    assert.equal(train.count + (validation?.count ?? 0) + (test?.count ?? 0), 4);
  });

  for (const name of ['model.onnx', 'model.json']) {
    it(`is no model: ${name}`, async () => {
      makePipe(name);
      const info = await factsOfModelFile(path.join(folder.path(), name), name);
      assert.deepEqual(info, { kind: 'other', found: 'a pipe or a device' });
    });
  }
});

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configForData } from '../../../../src/running';
import { DataFault } from '../../../../src/data-sources';
import { grayPng } from '../../pictures/pictures';
import { floats, integers, npzFile } from '../../data-sources/small-arrays';
import { lfsPointer, temporaryFolder } from '../../data-sources/small-idx';

const folder = temporaryFolder();
const placeIn = (workspace: string): Parameters<typeof configForData>[1] => ({
  file: path.join(workspace, 'a.distill.yaml'),
  workspace,
  allowedFolders: [],
});

const pictures = (name: string, shade: number): void => {
  mkdirSync(path.join(folder.path(), name), { recursive: true });
  for (let index = 0; index < 20; index += 1)
    writeFileSync(path.join(folder.path(), name, `${index}.png`), grayPng([shade, 2, 3], [4, 5, index]));
};

describe('a config that is not written for data', () => {
  const refused: readonly [what: string, name: string, put: () => void, says: RegExp][] = [
    [
      'a path that no config can write',
      `${'a/'.repeat(70)}b.csv`,
      () => undefined,
      /b\.csv cannot be written in a config: the path is nested too deeply; rename it/,
    ],
    [
      'pictures of one class',
      'o',
      () => pictures('o/only', 3),
      /^all pictures are of the class only; there is nothing to tell apart; take data of two classes or more$/,
    ],
    [
      'a class in the test alone',
      'p',
      () => {
        for (const kind of ['train/a', 'train/b', 'test/c']) pictures(`p/${kind}`, 3);
      },
      /the training split has no class 'c'; put pictures of it into the training split, or take it out of test$/,
    ],
    [
      'arrays of other names',
      'q.npz',
      () => folder.put({ 'q.npz': npzFile({ inputs_a: floats([2, 1], [1, 2]), kinds_b: integers([2], [0, 1]) }) }),
      /q\.npz has no examples of train: .*; there are inputs_a, kinds_b; name the array in data\.keys\.train\.x$/,
    ],
    [
      'pictures that are Git LFS pointers',
      'n',
      () => {
        for (const kind of ['a', 'b']) {
          mkdirSync(path.join(folder.path(), 'n', kind), { recursive: true });
          folder.put({ [`n/${kind}/1.png`]: lfsPointer });
        }
      },
      /n\/a\/1\.png is a Git LFS pointer in place of a picture; `git lfs pull` gets the picture/,
    ],
    [
      'text of another kind',
      'a.txt.gz',
      () => folder.put({ 'a.txt.gz': Buffer.from('hello') }),
      /a\.txt\.gz is no data that is read; name a folder of pictures by class/,
    ],
    ['a path outside', '../..', () => undefined, /leads out of the workspace; copy the data into the workspace/],
    [
      'numbers to be predicted',
      'a.csv',
      () => folder.put({ 'a.csv': Buffer.from('a,y\n1,0.5\n2,0.25\n') }),
      /this is regression/,
    ],
    [
      'pickled objects',
      'o.npz',
      () =>
        folder.put({
          'o.npz': npzFile({ x: readFileSync('test/fixtures/data/objects.npy'), y: integers([2], [0, 1]) }),
        }),
      /it holds pickled Python objects/,
    ],
  ];
  for (const [what, name, put, says] of refused) {
    it(`is refused for ${what}`, async () => {
      put();
      await assert.rejects(configForData(path.join(folder.path(), name), placeIn(folder.path()), 'yaml'), (error) => {
        assert.ok(error instanceof DataFault);
        assert.match(`${error.message}; ${error.hint}`, says);
        return true;
      });
    });
  }

  it('is refused for a Git LFS pointer in place of a file of any format, with what gets the file', async () => {
    const pointer = Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n`);
    for (const name of ['a.csv', 'a.npz', 'a.parquet']) {
      folder.put({ [name]: pointer });
      const target = path.join(folder.path(), name);
      await assert.rejects(configForData(target, placeIn(folder.path()), 'yaml'), {
        message: `${target} is a Git LFS pointer in place of a file`,
        hint: '`git lfs pull` gets the file',
      });
    }
  });
});

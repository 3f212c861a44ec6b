import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { OwnData } from './opened';
import { bytes, doubles, floats, integers, npzFile, texts } from './small-arrays';
import { lfsPointer, temporaryFolder } from './small-idx';

const folder = temporaryFolder();
const data = new OwnData(folder.path, { format: 'arrays', path: '.', validation: 2 });
const count = (length: number): number[] => Array.from({ length }, (_, place) => place);

/** Twelve examples of two columns, of the classes 1, 3 and 9. */
const x = floats([12, 2], count(24));
const y = integers([12], [1, 3, 9, 1, 3, 9, 1, 3, 9, 1, 3, 9]);
const test = { x_test: floats([2, 2], [1, 2, 3, 4]), y_test: integers([2], [9, 1]) };

describe('a data set in arrays that cannot be used', () => {
  const held = { test: 1, validation: 1 };
  const npy = (examples: Buffer, labels: Buffer): Record<string, Buffer> => ({ 'x.npy': examples, 'y.npy': labels });
  const cases: readonly [what: string, files: Record<string, Buffer>, settings: object, says: RegExp][] = [
    ['of an empty folder', {}, {}, /has no \.npy or \.npz file; put x_train\.npy and y_train\.npy there/],
    ['of a missing path', {}, { path: 'nowhere' }, /nowhere cannot be read: there is no such file or folder/],
    [
      'of one array alone',
      { 'x.npy': x },
      { path: 'x.npy' },
      /x\.npy holds one array, and labels lie in another; write the path of the folder: \./,
    ],
    [
      'of a Git LFS pointer',
      { 'a.npz': lfsPointer },
      { path: 'a.npz' },
      /^a\.npz is a Git LFS pointer in place of a file; `git lfs pull` gets the file$/,
    ],
    [
      'of a Git LFS pointer among others',
      { 'x.npy': x, 'y.npy': lfsPointer },
      held,
      /^y\.npy is a Git LFS pointer in place of a file; `git lfs pull` gets the file$/,
    ],
    ['of another file', { 'a.txt': x }, { path: 'a.txt' }, /a\.txt is no \.npz file and no folder/],
    [
      'without labels',
      { 'x_train.npy': x },
      {},
      /has no labels of train: looked for were y, y_train, labels, labels_train, .*; there is x_train; name the array in data\.keys\.train\.y/,
    ],
    [
      'without labels of the test',
      { ...npy(x, y), 'x_test.npy': test.x_test },
      {},
      /no labels of test: looked for were y_test, .*; there are x, x_test, y; name/,
    ],
    [
      'with names of its own',
      { 'a.npz': npzFile({ pixels2: x, digit: y }) },
      { path: 'a.npz' },
      /has no examples of train: looked for were x, x_train, .*; there are pixels2, digit; name the array in data\.keys\.train\.x/,
    ],
    [
      'with two that could be meant',
      { 'a.npz': npzFile({ data: x, images: x, target: y }) },
      { path: 'a.npz' },
      /several arrays could be the examples of train: data, images; write the right one in data\.keys\.train\.x/,
    ],
    [
      'with a key that is not there',
      npy(x, y),
      { keys: { train: { x: 'z' } } },
      /data\.keys\.train\.x: \. has no array 'z'; write one of x, y/,
    ],
    ['with fewer labels', npy(x, integers([2], [1, 2])), held, /y\.npy: 2 labels for 12 examples in x\.npy/],
    [
      'with one class',
      npy(x, integers([12], new Array<number>(12).fill(4))),
      held,
      /y\.npy: all labels are 4; there is nothing to tell apart/,
    ],
    [
      'with a class in the test alone',
      { ...npy(x, y), 'x_test.npy': test.x_test, 'y_test.npy': integers([2], [9, 7]) },
      {},
      /y_test\.npy: the label of example 1 is 7; no training example has it .*; the training labels are 1, 3, 9/,
    ],
    [
      'with numbers to be predicted',
      npy(
        x,
        doubles(
          [12],
          count(12).map((n) => n / 8),
        ),
      ),
      held,
      /a label is 0\.125, which is no class: this is regression; .*regression is not distilled/,
    ],
    [
      'with labels of NaN',
      npy(x, doubles([12], new Array<number>(12).fill(Number.NaN))),
      held,
      /y\.npy: a label is NaN; classes are whole numbers or texts/,
    ],
    [
      'with several labels an example',
      npy(floats([2, 1], [1, 2]), bytes([2, 3], [1, 1, 0, 0, 1, 0])),
      held,
      /y\.npy: label 0 is of 2 classes: this is multi-label data/,
    ],
    [
      'with an example of no class',
      npy(floats([2, 1], [1, 2]), bytes([2, 3], [1, 0, 0, 0, 0, 0])),
      held,
      /label 1 is of 0 classes: this is multi-label/,
    ],
    [
      'with probabilities as labels',
      npy(floats([1, 1], [1]), floats([1, 2], [0.2, 0.8])),
      held,
      /label 0 has 0\.200.* at 0, where one-hot labels are 0 and 1; probabilities are a teacher’s answers/,
    ],
    [
      'with more than 10,000 labels',
      npy(floats([10001, 1], count(10001)), integers([10001], count(10001))),
      held,
      /10001 different labels are more than 10000 classes; if they are numbers to be predicted, this is regression/,
    ],
    [
      'with images that could be read in two ways',
      npy(bytes([2, 3, 2, 1], count(12)), integers([2], [0, 1])),
      held,
      /examples are 3×2×1: both the first and the last axis could be channels; write data\.layout/,
    ],
    [
      'with images of many channels',
      npy(bytes([2, 2, 2, 2], count(16)), integers([2], [0, 1])),
      held,
      /neither the first nor the last axis could be channels/,
    ],
    [
      'with five axes',
      npy(bytes([2, 2, 2, 2, 1], count(16)), integers([2], [0, 1])),
      held,
      /shape 2×2×2×2×1 is neither columns nor images/,
    ],
    ['with texts as examples', npy(texts(['a', 'b']), integers([2], [0, 1])), held, /x\.npy: examples are texts/],
    [
      'with tests of another width',
      { ...npy(x, y), 'x_test.npy': floats([2, 1], [1, 2]), 'y_test.npy': test.y_test },
      {},
      /x_test\.npy: its examples are 1, those of x\.npy 2/,
    ],
    [
      'with tests of another type',
      { ...npy(x, y), 'x_test.npy': bytes([2, 2], [1, 2, 3, 4]), 'y_test.npy': test.y_test },
      {},
      /x_test\.npy: it holds bytes, and the training examples other numbers/,
    ],
    ['without a test', npy(x, y), {}, /data\.test: the data has no test split; write data\.test: 0\.1/],
    [
      'with its test named twice',
      { 'a.npz': npzFile({ x, y, ...test }), 'b.npz': npzFile(test) },
      { path: 'a.npz', test: 'b.npz' },
      /data\.test: the data has a test split of its own; take data\.test out/,
    ],
    [
      'with a test of two splits',
      { 'a.npz': npzFile({ x, y }), 'b.npz': npzFile({ x, y, ...test }) },
      { path: 'a.npz', test: 'b.npz' },
      /data\.test: .*b\.npz has arrays of 2 splits; name its arrays in data\.keys\.test/,
    ],
  ];
  for (const [what, files, settings, says] of cases) {
    it(`is refused ${what}`, async () => {
      folder.put(files);
      assert.match(await data.fault(settings), says);
    });
  }

  it('names the folder where a part of it is one', async () => {
    folder.put({ 'x.npy': x, 'y.npy': y });
    mkdirSync(path.join(folder.path(), 'z.npy'));
    assert.match(await data.fault({ test: 1 }), /z\.npy is no file; name a file/);
  });
});

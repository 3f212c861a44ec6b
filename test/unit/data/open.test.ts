import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config/schema/schema';
import { openData, type DataSet } from '../../../src/data';

const student = { model: { preset: 'mlp', hidden: [4] } };
const options = configSchema.parse({ name: 'a', data: { set: 'mnist', validation: 2 }, student }).data;

/** An idx file whose header promises what `size` says. */
const idx = (magic: number, size: readonly number[], content: readonly number[]): Buffer => {
  const header = Buffer.alloc(4 + 4 * size.length);
  [magic, ...size].forEach((value, place) => header.writeUInt32BE(value, 4 * place));
  return Buffer.concat([header, Buffer.from(content)]);
};
const imagesOf = (count: number, side = 2): Buffer =>
  idx(0x803, [count, side, side], new Array<number>(count * side * side).fill(7));
const labelsOf = (labels: readonly number[]): Buffer => idx(0x801, [labels.length], labels);

const digits = Array.from({ length: 20 }, (_, place) => place % 10);
const whole = {
  'train-images-idx3-ubyte': imagesOf(20),
  'train-labels-idx1-ubyte': labelsOf(digits),
  't10k-images-idx3-ubyte': imagesOf(10),
  't10k-labels-idx1-ubyte': labelsOf(digits.slice(0, 10)),
};

describe('the files of MNIST', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'distillery-mnist-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const load = (changes: Partial<typeof whole> = {}): Promise<DataSet> => {
    for (const [name, content] of Object.entries({ ...whole, ...changes })) {
      writeFileSync(path.join(folder, name), content);
    }
    return openData(options, { resolve: (written) => written, environment: { DISTILLERY_DATA: folder } });
  };

  it('are read where they are whole', async () => {
    const { train, validation, test, classCounts } = await load();
    assert.deepEqual([train.count, validation.count, test.count], [18, 2, 10]);
    assert.equal(
      classCounts.reduce((sum, count) => sum + count, 0),
      18,
    );
  });

  const refused: readonly [string, Partial<typeof whole>, RegExp][] = [
    [
      'a file of 0 bytes',
      { 't10k-images-idx3-ubyte': Buffer.alloc(0) },
      /t10k-images-idx3-ubyte: 0 bytes are too few for the header of 16/,
    ],
    [
      'no training example',
      { 'train-images-idx3-ubyte': imagesOf(0), 'train-labels-idx1-ubyte': labelsOf([]) },
      /train-images-idx3-ubyte: it holds 0 images of 2×2 pixels/,
    ],
    [
      'no test example',
      { 't10k-images-idx3-ubyte': imagesOf(0), 't10k-labels-idx1-ubyte': labelsOf([]) },
      /t10k-images-idx3-ubyte: it holds 0 images/,
    ],
    [
      'images without a pixel',
      { 'train-images-idx3-ubyte': imagesOf(20, 0) },
      /train-images-idx3-ubyte: it holds 20 images of 0×0 pixels/,
    ],
    [
      'more classes',
      { 'train-labels-idx1-ubyte': labelsOf([...digits.slice(1), 10]) },
      /train-labels-idx1-ubyte: the label at offset 27 is 10; there are 0 to 9/,
    ],
    [
      'fewer classes',
      { 'train-labels-idx1-ubyte': labelsOf(digits.map((digit) => digit % 9)) },
      /train-labels-idx1-ubyte: no example is of class 9; the data set has the 10 classes 0 to 9/,
    ],
    [
      'test images of another size',
      { 't10k-images-idx3-ubyte': imagesOf(10, 3) },
      /t10k-images-idx3-ubyte: its images have 3×3 pixels, those of .*train-images-idx3-ubyte 2×2/,
    ],
    [
      'fewer labels than images',
      { 't10k-labels-idx1-ubyte': labelsOf([1, 2]) },
      /t10k-labels-idx1-ubyte: 2 labels for 10 images in /,
    ],
  ];
  for (const [what, changes, message] of refused) {
    it(`are refused with ${what}`, () => assert.rejects(load(changes), message));
  }
});

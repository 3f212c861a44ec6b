import assert from 'node:assert/strict';
import { gatherBatch, Generator, shuffledIndices, type DataSet } from '../../../src/data';
import { readIdx } from '../../../src/data-sources';

const header = (magic: number, ...shape: number[]): Uint8Array => {
  const bytes = Buffer.alloc(4 + 4 * shape.length);
  [magic, ...shape].forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
  return bytes;
};

describe('idx files', () => {
  it('gives shape and bytes', () => {
    const file = readIdx(Buffer.concat([header(0x801, 3), Buffer.from([7, 8, 9])]), 1, 'labels');
    assert.deepEqual([file.shape, [...file.bytes]], [[3], [7, 8, 9]]);
  });
  const refused: [string, Uint8Array, RegExp][] = [
    ['a wrong magic number', Buffer.concat([header(0x803, 1), Buffer.alloc(1)]), /labels: .*offset 0 .*0x00000803/],
    ['a short header', Buffer.from([0, 0, 8]), /labels: 3 bytes are too few/],
    [
      'missing bytes',
      Buffer.concat([header(0x801, 5), Buffer.alloc(2)]),
      /labels: .*5 bytes from offset 8, 2 are there/,
    ],
  ];
  for (const [what, content, message] of refused) {
    it(`refuses ${what}`, () => assert.throws(() => readIdx(content, 1, 'labels'), message));
  }
});

describe('seeded randomness', () => {
  it('repeats for a seed, differs between seeds and epochs, permutes', () => {
    assert.deepEqual(shuffledIndices(50, 1, 2), shuffledIndices(50, 1, 2));
    assert.notDeepEqual(shuffledIndices(50, 1, 2), shuffledIndices(50, 1, 3));
    assert.notDeepEqual(shuffledIndices(50, 1, 2), shuffledIndices(50, 2, 2));
    assert.deepEqual(
      [...shuffledIndices(50, 1, 2)].sort((a, b) => a - b),
      [...Array(50).keys()],
    );
  });
  it('gives standard normal numbers', () => {
    const generator = new Generator(5);
    const values = Array.from({ length: 20000 }, () => generator.nextNormal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.05, `${mean} ${variance}`);
  });
});

describe('batches', () => {
  it('pads a last, shorter batch with rows of weight 0', () => {
    const split = { count: 3, images: Float32Array.of(1, 2, 3), labels: Int32Array.of(0, 1, 0) };
    const identity = { sha256: '', count: 3 };
    const data: DataSet = {
      shape: [1, 2, 1] as const,
      features: 1,
      unit: 1,
      classes: 2,
      classList: [
        { name: 'a', label: 0 },
        { name: 'b', label: 1 },
      ],
      train: split,
      validation: split,
      test: split,
      classCounts: [2, 1],
      identity: { train: identity, validation: identity, test: identity },
      hash: '',
    };
    const batch = gatherBatch(data, split, Int32Array.of(2, 0, 1), 2, 4);
    assert.deepEqual([batch.count, [...batch.images], [...batch.weights]], [1, [2, 0, 0, 0], [1, 0, 0, 0]]);
    assert.deepEqual([...batch.labels], [0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('is written over the images of an earlier one, with zeros behind a shorter one', () => {
    const split = { count: 3, images: Float32Array.of(1, 2, 3, 4, 5, 6), labels: Int32Array.of(0, 1, 2) };
    const data = { features: 2, classes: 3 } as DataSet;
    const order = Int32Array.of(2, 0, 1);
    const earlier = gatherBatch(data, split, order, 0, 2).images;
    const { images } = gatherBatch(data, split, order, 2, 2, undefined, earlier);
    assert.equal(images, earlier);
    assert.deepEqual([...images], [3, 4, 0, 0]);
  });
});

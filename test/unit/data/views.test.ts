import assert from 'node:assert/strict';
import { gatherBatch, readRows, seenBy, studentView, teacherView, type DataSet } from '../../../src/data';
import type { TeacherInput } from '../../../src/config';
import { lumaOf, resizeRows } from '../../../src/pictures';
import { splitData } from '../../../src/data/split';
import type { SourceData } from '../../../src/data/sources/reader';

const count = 30;

/** Pictures of bytes that all differ, of 3 classes; `isFloat`: the same as numbers of 0…1. */
function source(shape: readonly [number, number, number], isFloat = false): SourceData {
  const features = shape[0] * shape[1] * shape[2];
  const bytes = Uint8Array.from({ length: count * features }, (_, place) => (place * 37 + (place >> 5) * 11) % 256);
  const all = isFloat ? Float32Array.from(bytes, (byte) => byte / 255) : bytes;
  const rowOf = (index: number): number[] => [...all.subarray(index * features, (index + 1) * features)];
  const split = {
    ...{ count, labels: Int32Array.from({ length: count }, (_, place) => place % 3), content: [bytes] },
    gather: (indices: Int32Array) => {
      const rows = [...indices].flatMap(rowOf);
      return isFloat ? Float32Array.from(rows) : Uint8Array.from(rows);
    },
  };
  const classes = ['a', 'b', 'c'].map((name, label) => ({ name, label }));
  return { shape, classes, train: split, test: split };
}

const options = { format: 'idx', path: 'x', validation: 6 } as const;
const opened = (shape: readonly [number, number, number], more: object = {}, isFloat = false): DataSet =>
  splitData(source(shape, isFloat), { ...options, ...more });

function seen(data: DataSet, input: TeacherInput, index = 0): number[] {
  const view = teacherView(data, input);
  const set = seenBy(data, view, 'a');
  const rows = new Float32Array(view.features);
  readRows(set.train, set.features, Int32Array.of(index), rows);
  return [...rows];
}
const raw = (data: DataSet, index = 0): number[] => [...(data.train.raw?.(Int32Array.of(index)) ?? [])];
const near = (actual: readonly number[], expected: readonly number[]): void => {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, place) => assert.ok(Math.abs(value - (expected[place] ?? 0)) < 1e-5, `${place}: ${value}`));
};

describe('the view of a teacher', () => {
  it('has pixels of 0…1 before the data’s normalization, by range, mean and deviation of each channel', () => {
    const data = opened([2, 2, 3], { normalize: 'auto' });
    const bytes = raw(data);
    near(
      seen(data, {}),
      bytes.map((byte) => byte / 255),
    );
    near(seen(data, { range: [0, 255] }), bytes);
    near(
      seen(data, { range: [-1, 1] }),
      bytes.map((byte) => (2 * byte) / 255 - 1),
    );
    const [mean, std] = [
      [0.485, 0.456, 0.406],
      [0.229, 0.224, 0.225],
    ];
    near(
      seen(data, { mean, std }),
      bytes.map((byte, place) => (byte / 255 - (mean[place % 3] ?? 0)) / (std[place % 3] ?? 1)),
    );
    near(
      seen(data, { invert: true, mean: 0.5, std: 2 }),
      bytes.map((byte) => (0.5 - byte / 255) / 2),
    );
  });

  it('has the bits of PyTorch’s ToTensor and Normalize, which round each operation to float32', () => {
    const data = opened([2, 2, 1]);
    const expected = raw(data).map((byte) => {
      const pixel = Math.fround(byte / 255);
      return Math.fround(Math.fround(pixel - Math.fround(0.1307)) / Math.fround(0.3081));
    });
    assert.deepEqual(seen(data, { mean: 0.1307, std: 0.3081 }), expected);
  });

  it('has rows before the normalization also where the data is numbers', () => {
    const [plain, normalized] = [opened([2, 2, 1], {}, true), opened([2, 2, 1], { normalize: 'auto' }, true)];
    near(seen(normalized, {}), seen(plain, { range: [0, 1] }));
  });

  it('has its own channels: blue first, luma, or one channel three times', () => {
    const data = opened([2, 2, 3]);
    const bytes = raw(data);
    const [red = 0, green = 0, blue = 0] = bytes;
    near(seen(data, { channels: 'bgr', range: [0, 255] }).slice(0, 3), [blue, green, red]);
    near(seen(data, { channels: 'gray', range: [0, 255] }), [...lumaOf(Uint8Array.from(bytes))]);
    const gray = opened([2, 2, 1]);
    const [first = 0] = raw(gray);
    near(seen(gray, { channels: 'rgb', range: [0, 255] }).slice(0, 3), [first, first, first]);
  });

  it('has rows as columns where its layout says so', () => {
    const data = opened([2, 3, 1]);
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = raw(data);
    assert.deepEqual(teacherView(data, { layout: 'NCWH' }).shape, [3, 2, 1]);
    near(seen(data, { layout: 'NCWH', range: [0, 255] }), [a, d, b, e, c, f]);
  });

  it('refuses what the data cannot meet, in words', () => {
    const message = (data: DataSet, input: TeacherInput): string => {
      try {
        teacherView(data, input);
        return '';
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    const data = opened([2, 2, 3]);
    assert.equal(message(data, { mean: [1, 2] }), 'teacher.input.mean: 2 numbers for 3 channels');
    assert.equal(message(data, { channels: 'gray', std: [1, 2, 3] }), 'teacher.input.std: 3 numbers for 1 channels');
    const two = opened([2, 2, 2]);
    assert.equal(
      message(two, { channels: 'rgb' }),
      'teacher.input.channels is one of pictures of 1 or 3 channels, and the data has 2',
    );
    assert.equal(
      message(opened([2, 2, 1], {}, true), { size: 4 }),
      'teacher.input.size: pictures whose pixels are no bytes are not resized',
    );
    const table: DataSet = { ...data, shape: [12] };
    assert.equal(message(table, { size: 4 }), 'teacher.input.size is one of pictures, and the data has columns');
    assert.equal(message(table, { mean: [1] }), 'teacher.input.mean: 1 numbers for 12 columns');
  });
});

describe('a teacher that looks at another size than the student', () => {
  it('has pictures resized from those that are kept, as the decoder does', () => {
    const data = opened([8, 8, 1]);
    const bytes = Uint8Array.from(raw(data));
    const expected = resizeRows(bytes, { from: [8, 8, 1], to: [4, 4], interpolation: 'bilinear' });
    near(seen(data, { size: 4, range: [0, 255] }), [...expected]);
    assert.deepEqual(teacherView(data, { size: [12, 10] }).shape, [12, 10, 1]);
  });

  it('gives both the same picture when a changed one is applied to both views', () => {
    const data = opened([8, 8, 1]);
    const changed = Float32Array.from(raw(data), (byte) => 1 - byte / 255);
    const bytes = Uint8Array.from(raw(data), (byte) => 255 - byte);
    const view = teacherView(data, { size: 4 });
    assert.deepEqual([...view.apply(changed)], [...view.apply(bytes)]);
    near([...studentView(data).apply(changed)], [...changed]);
  });

  it('resizes rows of any number of channels, each by itself', () => {
    const rows = Uint8Array.from({ length: 2 * 6 * 6 * 5 }, (_, place) => (place * 53) % 256);
    const together = resizeRows(rows, { from: [6, 6, 5], to: [3, 4], interpolation: 'bicubic' });
    for (let channel = 0; channel < 5; channel += 1) {
      const one = rows.filter((_, place) => place % 5 === channel);
      const alone = resizeRows(one, { from: [6, 6, 1], to: [3, 4], interpolation: 'bicubic' });
      assert.deepEqual(
        together.filter((_, place) => place % 5 === channel),
        alone,
      );
    }
  });

  it('leaves the student the rows of its batches', () => {
    const data = opened([8, 8, 1], { normalize: 'auto' });
    const batch = gatherBatch(data, data.train, Int32Array.of(1, 2), 0, 2);
    const kept = data.train.raw?.(Int32Array.of(1, 2)) ?? new Uint8Array();
    near([...batch.images], [...studentView(data).apply(kept)]);
  });
});

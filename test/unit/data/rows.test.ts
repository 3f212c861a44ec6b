import assert from 'node:assert/strict';
import { rowsByIndex, rowsInMemory, type Rows } from '../../../src/data/rows';
import { readRows } from '../../../src/data';
import { splitOf, take } from '../../../src/data/taken';
import type { SourceSplit } from '../../../src/data/sources/reader';
import { splitOfRows } from '../../../src/data/sources/rows';

const features = 6;
const count = 40;
const bytes = Uint8Array.from({ length: count * features }, (_, place) => (place * 37) % 256);
const gather = (indices: Int32Array): Uint8Array =>
  Uint8Array.from([...indices].flatMap((index) => [...bytes.subarray(index * features, (index + 1) * features)]));

const normalizations = {
  'as they are': undefined,
  'normalized as one channel': { mean: [0.1307], std: [0.3081] },
  'normalized by channel': { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};

function numbersIn(held: Float32Array | Rows): Float32Array {
  const numbers = held instanceof Float32Array ? held : held.numbers?.();
  assert.ok(numbers !== undefined);
  return numbers;
}

describe('rows that become numbers when they are read', () => {
  for (const [name, normalization] of Object.entries(normalizations)) {
    it(`are those that are held as numbers, bit for bit: ${name}`, () => {
      const held = numbersIn(rowsInMemory(bytes, features, normalization));
      const indices = Int32Array.of(7, 0, 39, 7);
      const read = new Float32Array(indices.length * features);
      rowsByIndex(gather, normalization).read(indices, read);
      const expected = [...indices].flatMap((index) => [...held.subarray(index * features, (index + 1) * features)]);
      assert.deepEqual([...read], expected);
    });

    it(`are bytes as 0…1 in float32, less the mean, by the deviation: ${name}`, () => {
      const { mean, std } = normalization ?? { mean: [0], std: [1] };
      const expected = Array.from(bytes, (byte, place) => {
        const channel = place % mean.length;
        return Math.fround((Math.fround(byte / 255) - (mean[channel] ?? 0)) / (std[channel] ?? 1));
      });
      assert.deepEqual([...numbersIn(rowsInMemory(bytes, features, normalization))], expected);
    });
  }
});

describe('a split of many numbers that its source holds', () => {
  const numbers = Float32Array.from({ length: count * features }, (_, place) => Math.sin(place));
  const labels = Int32Array.from({ length: count }, (_, place) => place % 3);
  const indices = Int32Array.from({ length: 30 }, (_, place) => (place * 7) % count);
  const pieces = [
    numbers.subarray(0, 16 * features),
    numbers.subarray(16 * features, 32 * features),
    numbers.subarray(32 * features),
  ];
  const inPieces = splitOfRows({ pieces, rowsPerPiece: 16, features }, labels);
  const whole = splitOfRows(numbers, labels);

  it('has the same rows in one piece and in several', () => {
    assert.deepEqual(inPieces.gather(indices), whole.gather(indices));
    const contents = [inPieces, whole].map(({ content }) => Buffer.concat(content));
    assert.deepEqual(contents[0], contents[1]);
  });

  for (const [name, normalization] of Object.entries({ ...normalizations, none: undefined })) {
    it(`has rows and an identity as if they were copied in its order: ${name}`, () => {
      const [copied, lookedUp] = [take(inPieces, indices, features), take(inPieces, indices, features, 100)];
      assert.equal(lookedUp.rows, undefined);
      assert.deepEqual(lookedUp.identity, copied.identity);
      assert.deepEqual(
        [...lookedUp.pieces()].flatMap((piece) => [...piece]),
        [...copied.pieces()].flatMap((piece) => [...piece]),
      );
      const read = [copied, lookedUp].map((one) => {
        const to = new Float32Array(3 * features);
        readRows(splitOf(one, features, normalization), features, Int32Array.of(29, 3, 3), to);
        return [...to];
      });
      assert.deepEqual(read[0], read[1]);
    });
  }
});

describe('a split that is larger than what is held in memory', () => {
  const indices = Int32Array.from({ length: 30 }, (_, place) => (place * 7) % count);
  const labels = Int32Array.from({ length: count }, (_, place) => place % 3);
  const known = new Map<string, string>();
  let read = 0;
  const source: SourceSplit = {
    ...{ count, labels, isStored: true, content: [Uint8Array.of(1)] },
    gather: (wanted) => {
      read += wanted.length;
      return gather(wanted);
    },
    identities: { get: (choice) => known.get(choice), set: (choice, identity) => void known.set(choice, identity) },
  };

  it('has the rows and the identity of one that is', () => {
    const held = take(source, indices, features);
    const stored = take(source, indices, features, 100);
    assert.equal(stored.rows, undefined);
    assert.deepEqual(stored.identity, held.identity);
    const rows = [held, stored].map((one) => {
      const to = new Float32Array(2 * features);
      readRows(splitOf(one, features, undefined), features, Int32Array.of(29, 3), to);
      return [...to];
    });
    assert.deepEqual(rows[0], rows[1]);
  });

  it('is not read for its identity when that is known', () => {
    read = 0;
    const again = take(source, indices, features, 100);
    assert.equal(read, 0);
    assert.deepEqual(again.identity, take(source, indices, features).identity);
    const others = take(source, indices.subarray(1), features, 100);
    assert.notEqual(others.identity.sha256, again.identity.sha256);
  });
});

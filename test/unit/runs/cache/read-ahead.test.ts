import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RowFile } from '../../../../src/runs/cache/row-file';
import { ReadAhead } from '../../../../src/runs/cache/read-ahead';

const rowBytes = 5;
const count = 400;

describe('rows that are read ahead', () => {
  let folder: string;
  let descriptor: number;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-ahead-'));
    const file = path.join(folder, 'rows.bin');
    writeFileSync(
      file,
      Uint8Array.from({ length: count * rowBytes }, (_, at) => (at * 37) % 251),
    );
    descriptor = openSync(file, 'r+');
  });
  afterEach(() => {
    closeSync(descriptor);
    rmSync(folder, { recursive: true, force: true });
  });

  const batches = Array.from({ length: 20 }, (_, batch) =>
    Int32Array.from({ length: 16 }, (_, row) => (batch * 71 + row * row * 13) % count),
  );
  const fileOfRows = (): RowFile => new RowFile(descriptor, rowBytes, count, []);

  it('are the ones that are read when they are asked for, in whatever order they were begun', () => {
    const [plain, ahead] = [fileOfRows(), fileOfRows()];
    for (const batch of batches.slice(0, 10)) ahead.prefetch(batch);
    // Those in the middle are passed over; those that were never begun are read at once.
    for (const place of [0, 1, 7, 3, 9, 15, 12]) {
      const batch = batches[place] ?? new Int32Array();
      assert.deepEqual([...ahead.gather(batch)], [...plain.gather(batch)], `batch ${place}`);
    }
    ahead.prefetch(batches[19] ?? new Int32Array());
    assert.deepEqual(
      [...ahead.gather(batches[19] ?? new Int32Array())],
      [...plain.gather(batches[19] ?? new Int32Array())],
    );
  });

  it('are taken once, and only for the same indices in the same order', () => {
    const reader = new ReadAhead(descriptor, rowBytes);
    const [batch = new Int32Array()] = batches;
    reader.begin(batch);
    assert.equal(reader.take(batch.slice().reverse()), undefined);
    assert.equal(reader.take(batch.subarray(1)), undefined);
    assert.deepEqual([...(reader.take(batch) ?? [])], [...fileOfRows().gather(batch)]);
    assert.equal(reader.take(batch), undefined);
    reader.close();
  });

  it('hold no more memory than is allowed, however many are begun', () => {
    const reader = new ReadAhead(descriptor, 1 << 20);
    const begun = Array.from({ length: 200 }, (_, row) => Int32Array.of(row));
    for (const one of begun) reader.begin(one);
    assert.ok(reader.bytes <= 65 << 20, `${reader.bytes} bytes`);
    assert.equal(reader.take(begun[0] ?? new Int32Array()), undefined);
    reader.close();
  });

  it('take no more memory however many batches are read', () => {
    const [plain, reader] = [fileOfRows(), new ReadAhead(descriptor, rowBytes)];
    const seen = new Set<unknown>();
    for (let round = 0; round < 100; round += 1) {
      // The last batch of an epoch is shorter, and one is begun with and passed over.
      const some = [0, 1, 2].map((next) => (batches[(3 * round + next) % 20] ?? new Int32Array()).subarray(next));
      for (const one of some) reader.begin(one);
      for (const one of round % 5 === 4 ? some.slice(1) : some) {
        const rows = reader.take(one);
        assert.deepEqual([...(rows ?? [])], [...plain.gather(one)], `round ${round}`);
        seen.add(rows?.buffer);
      }
    }
    // Memory that may still be written into when its rows are passed over is left.
    assert.ok(seen.size <= 3 + 20 + 1, `${seen.size} pieces`);
    reader.close();
  });

  it('of a file that became shorter fail as those that are read at once do', () => {
    const file = fileOfRows();
    ftruncateSync(descriptor, 10);
    const batch = Int32Array.of(0, 100);
    file.prefetch(batch);
    assert.throws(() => file.gather(batch), /have become shorter/);
  });
});

describe('rows of a large part of a file', () => {
  it('are those at the indices, in their order and as often as they are asked for', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'distillery-dense-'));
    const file = path.join(folder, 'rows.bin');
    const [width, all] = [3000, 4000];
    const content = new Uint8Array(all * width).map((_, at) => (at * 31 + (at >> 12)) % 253);
    writeFileSync(file, content);
    const descriptor = openSync(file, 'r');
    try {
      const indices = Int32Array.from({ length: 3000 }, (_, place) => (place * 2711 + (place % 3) * place) % all);
      const rows = new RowFile(descriptor, width, all, []).gather(indices);
      const expected = Buffer.concat([...indices].map((index) => content.subarray(index * width, (index + 1) * width)));
      assert.equal(Buffer.compare(expected, rows), 0);
    } finally {
      closeSync(descriptor);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

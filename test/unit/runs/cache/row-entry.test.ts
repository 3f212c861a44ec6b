import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileOperations, markOf, MisplacedEntry, RowEntry, UnusableRows, type RowWriter } from '../../../../src/runs';
import { rowsPerBlock } from '../../../../src/runs/cache/row-file';

const rowBytes = 1 << 19;
const perBlock = rowsPerBlock(rowBytes);
/** Two whole blocks and a part of one. */
const count = 2 * perBlock + 3;

let root: string;
let entry: RowEntry;

const rowOf = (place: number): Uint8Array => new Uint8Array(rowBytes).fill(place + 1);
const fileOf = (name: string): string => path.join(entry.folder, name);

/** Writes the examples up to a place; every seventh has no row. */
function write(writer: RowWriter, end: number): void {
  while (writer.next < end) writer.add(writer.next % 7 === 6 ? 'is damaged' : rowOf(writer.next));
}

function build(): void {
  const writer = entry.write();
  write(writer, count);
  entry.finish(writer).rows.close();
}

/** First byte of each row, which is its example's place and one. */
function marks(): number[] {
  const kept = entry.open();
  assert.ok(kept);
  const all = Int32Array.from({ length: kept.rows.count }, (_, index) => index);
  const rows = kept.rows.gather(all);
  kept.rows.close();
  return [...all].map((index) => rows[index * rowBytes + rowBytes - 1] ?? 0);
}

const expected = Array.from({ length: count }, (_, place) => place + 1).filter((mark) => mark % 7 !== 0);

describe('the rows of a data set in the cache', () => {
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-rows-'));
    entry = new RowEntry(path.join(root, '.distillery', 'cache'), 'a'.repeat(64), rowBytes);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('are read as they were written, in any order, with the examples that have none', () => {
    assert.equal(entry.open(), undefined);
    build();
    assert.deepEqual(marks(), expected);
    const kept = entry.open();
    assert.ok(kept);
    assert.deepEqual(kept.skipped.slice(0, 2), [
      { place: 6, reason: 'is damaged' },
      { place: 13, reason: 'is damaged' },
    ]);
    const picked = kept.rows.gather(Int32Array.of(9, 2, 3, 4, 0));
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((row) => picked[row * rowBytes]),
      [11, 3, 4, 5, 1],
    );
    kept.rows.close();
  });

  it('are made anew where a file lies in the place of their folder', () => {
    mkdirSync(path.dirname(entry.folder), { recursive: true });
    writeFileSync(entry.folder, 'a file');
    assert.equal(entry.open(), undefined);
    build();
    assert.deepEqual(marks(), expected);
  });

  it('go on behind the last whole block when their writer ended', () => {
    const first = entry.write();
    write(first, perBlock + 4);
    first.close();
    const second = entry.write();
    assert.equal(second.next, perBlock + 1, 'one of the first block has no row');
    write(second, count);
    entry.finish(second).rows.close();
    assert.deepEqual(marks(), expected);
  });

  for (const [how, spoil] of [
    ['rows that were cut', () => truncateSync(fileOf('unfinished.bin'), rowBytes)],
    ['rows that are other ones', () => writeFileSync(fileOf('unfinished.bin'), Buffer.alloc(perBlock * rowBytes))],
    ['a journal that ends in a line', () => truncateSync(fileOf('unfinished.jsonl'), 20)],
    [
      'a journal of another user',
      () => writeFileSync(fileOf('unfinished.jsonl'), '{"checksum":"","rows":8,"next":9,"skipped":[],"mark":""}\n'),
    ],
    ['rows without a line', () => appendFileSync(fileOf('unfinished.bin'), Buffer.alloc(99))],
  ] as const) {
    it(`go on from what can be relied on: ${how}`, () => {
      const first = entry.write();
      write(first, perBlock + 4);
      first.close();
      spoil();
      const second = entry.write();
      assert.ok(second.next === 0 || second.next === perBlock + 1);
      write(second, count);
      entry.finish(second).rows.close();
      assert.deepEqual(marks(), expected);
    });
  }

  for (const [how, spoil, reason] of [
    ['cut', () => truncateSync(fileOf('rows.bin'), 5 * rowBytes), /their file was cut or has grown/],
    ['missing', () => rmSync(fileOf('rows.bin')), /their file is missing/],
    ['altered', () => alter('rows.bin'), /their file was altered: a checksum is wrong/],
    ['with a damaged index', () => writeFileSync(fileOf('index.json'), '{"formatVersion":1'), /their index is damaged/],
    ['with an altered index', () => alter('index.json'), /their index is damaged|not made by you/],
    ['with fewer checksums than blocks', () => forgeOwn({ blocks: [] }), /their index is damaged/],
    ['with a number of rows below none', () => forgeOwn({ count: -1 }), /their index is damaged/],
    ['with an index that somebody else made', forge, /not made by you, or by an earlier version/],
  ] as const) {
    it(`are not taken when they are ${how}`, () => {
      build();
      spoil();
      assert.throws(
        () => entry.open(),
        (error) => error instanceof UnusableRows && reason.test(error.message),
      );
    });
  }

  it('are taken when their file has another time and the same content, as after a copy', () => {
    build();
    utimesSync(fileOf('rows.bin'), 1, 1);
    assert.deepEqual(marks(), expected);
    const changedAt: unknown = (JSON.parse(readFileSync(fileOf('index.json'), 'utf8')) as { changedAt: unknown })
      .changedAt;
    assert.equal(changedAt, 1000, 'and their checksums need not be looked at the next time');
    assert.deepEqual(marks(), expected);
  });

  for (const name of ['rows.bin', 'index.json', 'unfinished.bin', 'unfinished.jsonl']) {
    it(`are neither read nor written through a link: ${name}`, function () {
      if (process.platform === 'win32') this.skip();
      build();
      const outside = path.join(root, 'outside');
      writeFileSync(outside, 'as it was');
      rmSync(fileOf(name), { force: true });
      symlinkSync(outside, fileOf(name));
      const use = (): unknown => (name.startsWith('unfinished') ? entry.write() : entry.open());
      assert.throws(use, (error) => error instanceof MisplacedEntry && error.message.includes(name));
      assert.equal(readFileSync(outside, 'utf8'), 'as it was');
    });
  }

  it('keep identities of choices of them, and none that somebody else wrote', () => {
    build();
    const [first, second] = [entry.open(), entry.open()];
    assert.equal(first?.identities.get('a choice'), undefined);
    first?.identities.set('a choice', 'ab');
    first?.identities.set('another', 'cd');
    assert.deepEqual(
      ['a choice', 'another', 'none'].map((choice) => second?.identities.get(choice)),
      ['ab', 'cd', undefined],
    );
    const written = readFileSync(fileOf('identities.json'), 'utf8');
    writeFileSync(fileOf('identities.json'), written.replace('"ab"', '"ef"'));
    assert.equal(second?.identities.get('a choice'), undefined);
    for (const kept of [first, second]) kept?.rows.close();
  });

  it('serve the run that made them when the cache is cleared meanwhile', function () {
    if (process.platform === 'win32') this.skip();
    const writer = entry.write();
    write(writer, count);
    rmSync(path.join(root, '.distillery'), { recursive: true });
    const { rows } = entry.finish(writer);
    assert.equal(rows.gather(Int32Array.of(5))[0], 6);
    rows.close();
    assert.equal(entry.open(), undefined);
  });

  for (const code of ['EPERM', 'EBUSY']) {
    it(`serve the run that made them where Windows lets no file be replaced, and go on from there later: ${code}`, () => {
      const writer = entry.write();
      write(writer, count);
      const original = fileOperations.rename;
      fileOperations.rename = () => {
        throw Object.assign(new Error(code), { code });
      };
      try {
        const { rows } = entry.finish(writer);
        assert.equal(rows.gather(Int32Array.of(5))[0], 6);
        rows.close();
      } finally {
        fileOperations.rename = original;
      }
      assert.equal(entry.open(), undefined);
      const again = entry.write();
      assert.ok(again.next > 0);
      again.close();
    });
  }

  function alter(name: string): void {
    const bytes = readFileSync(fileOf(name));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(fileOf(name), bytes);
    utimesSync(fileOf(name), 2, 2);
  }

  /** Another index under the user's own mark. */
  function forgeOwn(more: object): void {
    const { mark, ...content } = JSON.parse(readFileSync(fileOf('index.json'), 'utf8')) as { readonly mark: string };
    const forged = { ...content, ...more };
    assert.equal(mark, markOf('rows', [entry.key, content]));
    writeFileSync(fileOf('index.json'), JSON.stringify({ ...forged, mark: markOf('rows', [entry.key, forged]) }));
  }

  function forge(): void {
    const index = JSON.parse(readFileSync(fileOf('index.json'), 'utf8')) as object;
    writeFileSync(fileOf('index.json'), JSON.stringify({ ...index, mark: '0'.repeat(64) }));
  }
});

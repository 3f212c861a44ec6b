import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { splitOfRows } from '../../../src/data/sources/rows';
import { dataSchema, readTableSet, sourceOf } from '../../../src/data-sources';
import { heldMemory } from '../../held-memory';
import { assertBelow } from '../../least';

/** Rows of two pieces of a column. */
const count = 131_000;
const columns = 4;
const classes = ['cat', 'dog', 'cow'];
const colors = ['red', 'green', 'blue', 'gray', 'pink'];
const numberAt = (row: number, column: number): number => ((row * 7919 + column * 104_729) % 999_983) / 1000;

describe('a table that is larger than a piece of its columns', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'distillery-large-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const read = async (
    row: (place: number) => string,
    names: string,
  ): Promise<Awaited<ReturnType<typeof readTableSet>>> => {
    const file = path.join(folder, 'a.csv');
    writeFileSync(file, `${names}\n${Array.from({ length: count }, (_, place) => row(place)).join('\n')}\n`);
    const options = dataSchema.parse({ format: 'table', path: 'a.csv' });
    assert.ok(options.format === 'table');
    const files = await sourceOf(options).find(options, { resolve: () => file, environment: {} });
    return readTableSet(files, options);
  };

  it('takes less memory than its file, and little more while its columns become rows', async () => {
    const numbers = (row: number): string =>
      Array.from({ length: columns }, (_, column) => numberAt(row, column).toFixed(3)).join(',');
    let held = 0;
    let set: Awaited<ReturnType<typeof readTableSet>> | undefined;
    await assertBelow(1, 'times its bytes', async () => {
      set = undefined;
      const before = heldMemory().arrayBuffers;
      set = await read((row) => `${numbers(row)},${classes[row % 3] ?? ''}`, 'a,b,c,d,label');
      held = heldMemory().arrayBuffers;
      return (held - before) / statSync(path.join(folder, 'a.csv')).size;
    });
    assert.ok(set !== undefined);
    const { pieces, rowsPerPiece } = set.splits.train.makeRows();
    const more = process.memoryUsage().arrayBuffers - held;
    assert.ok(more < 0.6 * 4 * columns * count, `${more} bytes more for rows of ${4 * columns * count}`);
    for (let row = 0; row < count; row += 1) {
      const at = (row % rowsPerPiece) * columns;
      const own = pieces[Math.floor(row / rowsPerPiece)] ?? new Float32Array();
      for (let column = 0; column < columns; column += 1) {
        if (own[at + column] !== Math.fround(numberAt(row, column))) assert.fail(`row ${row}, column ${column}`);
      }
    }
  });

  it('has its texts in the rows in which they are, and zeros beside them', async () => {
    const { splits, classes: found } = await read(
      (row) => `${row % 1000},${colors[(row * 3) % 5] ?? ''},${row % 2}`,
      'a,color,label',
    );
    assert.equal(found.length, 2);
    const { labels, makeRows } = splits.train;
    const sorted = [...colors].sort();
    const width = 1 + colors.length;
    const rows = splitOfRows(makeRows(), labels).gather(Int32Array.from({ length: count }, (_, row) => row));
    for (let row = 0; row < count; row += 1) {
      const color = sorted.indexOf(colors[(row * 3) % 5] ?? '');
      const expected = [row % 1000, ...sorted.map((_, place) => (place === color ? 1 : 0))];
      const own = rows.subarray(row * width, (row + 1) * width);
      if (!expected.every((value, place) => own[place] === value)) assert.fail(`row ${row}: ${own.join()}`);
    }
    assert.deepEqual([labels[0], labels[count - 1]], [0, (count - 1) % 2]);
  });
});

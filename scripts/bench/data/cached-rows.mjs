// A data set whose rows lie in a row cache, made without pictures: `count` rows of `side` × `side` × 3 random bytes, ten classes.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { randomFillSync } from 'node:crypto';
import { dataSchema } from '../../../src/data-sources/index.ts';
import { splitData } from '../../../src/data/split.ts';
import { RowEntry } from '../../../src/runs/index.ts';

const classes = Array.from({ length: 10 }, (_, label) => ({ name: `class ${label}`, label }));
const held = 512;

/** Writes the rows, once. */
export function writeRows(folder, count, side) {
  mkdirSync(folder, { recursive: true });
  const entry = entryOf(folder, side);
  const writer = entry.write();
  const row = randomFillSync(new Uint8Array(side * side * 3));
  for (let index = writer.next; index < count; index += 1) {
    row[index % row.length] = index;
    writer.add(row);
  }
  entry.finish(writer).rows.close();
}

const entryOf = (folder, side) =>
  new RowEntry(path.join(folder, '.distillery', 'cache'), 'a'.repeat(64), side * side * 3);

/** Opens the rows as pictures are opened; gives the data set and the file of rows. */
export function openRows(folder, side) {
  const { rows, identities } = entryOf(folder, side).open();
  const labels = Int32Array.from({ length: rows.count }, (_, index) => index % classes.length);
  const train = {
    ...{ count: rows.count, labels, isStored: true, identities },
    content: [Buffer.from(rows.checksum)],
    gather: (indices) => rows.gather(indices),
    prefetch: (indices) => rows.prefetch(indices),
  };
  const options = dataSchema.parse({ format: 'images', path: 'x', size: side, validation: held, test: held });
  return { data: splitData({ shape: [side, side, 3], classes, train }, options), rows };
}

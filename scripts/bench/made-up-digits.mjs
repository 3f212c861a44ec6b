// A data set of MNIST's sizes for benches of whole runs, as idx files.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

/** A data set of MNIST's sizes or of fewer rows, whose classes light columns of their own. */
export function writeDigits(folder, { train = 60_000, test = 10_000 } = {}) {
  mkdirSync(folder);
  let state = 1;
  for (const [prefix, count] of [
    ['train', train],
    ['t10k', test],
  ]) {
    const labels = Buffer.alloc(8 + count);
    [0x801, count].forEach((value, index) => labels.writeUInt32BE(value, 4 * index));
    const head = Buffer.alloc(16);
    [0x803, count, 28, 28].forEach((value, index) => head.writeUInt32BE(value, 4 * index));
    const file = openSync(path.join(folder, `${prefix}-images-idx3-ubyte`), 'w');
    writeSync(file, head);
    const row = Buffer.alloc(784);
    for (let index = 0; index < count; index += 1) {
      const label = (labels[8 + index] = index % 10);
      for (let place = 0; place < 784; place += 1) {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
        row[place] = Math.floor((place % 28) / 3) === label ? (state >> 8) & 255 : (state >> 8) % 100;
      }
      writeSync(file, row);
    }
    closeSync(file);
    writeFileSync(path.join(folder, `${prefix}-labels-idx1-ubyte`), labels);
  }
}

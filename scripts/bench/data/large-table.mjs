// A large table of twenty columns of numbers and a label: made, and opened as a run does.
//   node --import tsx large-table.mjs make FILE MEGABYTES
//   node --import tsx large-table.mjs open FILE      prints the largest resident memory in MB, and that before the table is opened
import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { openData } from '../../../src/data/index.ts';
import { dataSchema } from '../../../src/data-sources/index.ts';

const [command, file, megabytes] = process.argv.slice(2);
const columns = Array.from({ length: 20 }, (_, column) => column);
const classes = ['cat', 'dog', 'cow'];

function make() {
  const descriptor = openSync(file, 'w');
  let bytes = writeSync(descriptor, `${columns.map((column) => `c${column}`).join(',')},label\n`);
  for (let row = 0; bytes < Number(megabytes) * 1e6; row += 1000) {
    const lines = Array.from({ length: 1000 }, (_, index) => {
      const values = columns.map((column) =>
        ((((row + index) * 7919 + column * 104_729) % 9_999_991) / 1e5).toFixed(5),
      );
      return `${values.join(',')},${classes[(row + index) % 3]}\n`;
    });
    bytes += writeSync(descriptor, lines.join(''));
  }
  closeSync(descriptor);
}

const resident = () => process.resourceUsage().maxRSS / 1024;

async function open() {
  const options = dataSchema.parse({ format: 'table', path: path.basename(file), validation: 0.1, test: 0.1 });
  const before = resident();
  const data = await openData(options, { resolve: () => file, environment: {} });
  if (data.train.count === 0) throw new Error('the table has no rows');
  console.log(resident(), before);
}

if (command === 'make') make();
else await open();
process.exit(0);

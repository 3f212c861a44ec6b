// A folder of many small pictures: made, decoded into a cache, opened from it, and looked at for facts as an editor does.
//   node --import tsx large-folder.mjs make|open|facts FOLDER COUNT
import { performance } from 'node:perf_hooks';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { dataSchema, FactsStore } from '../../../src/data-sources/index.ts';
import { openData } from '../../../src/data/index.ts';

const [command, folder, count] = process.argv.slice(2);
const options = dataSchema.parse({ format: 'images', path: 'set', size: 8, validation: 0.1, test: 0.1 });
const place = { resolve: (written) => path.join(folder, written), environment: {} };

function chunk(name, content) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const ends = [Buffer.alloc(4), Buffer.alloc(4)];
  ends[0].writeUInt32BE(content.length);
  ends[1].writeUInt32BE(crc32(named));
  return Buffer.concat([ends[0], named, ends[1]]);
}

/** A gray PNG of 8 × 8 pixels from its filtered lines. */
function png(lines) {
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const header = Buffer.of(0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0);
  const packed = deflateSync(lines, { level: 1 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))]);
}

function make() {
  for (let label = 0; label < 10; label += 1) mkdirSync(path.join(folder, 'set', String(label)), { recursive: true });
  for (let index = 0; index < Number(count); index += 1) {
    const row = [0, 1, 2, 3, 4, 5, 6, 7].map((bit) => (index >> (2 * bit)) % 256);
    const lines = Uint8Array.from(Array.from({ length: 8 }, () => [0, ...row]).flat());
    const file = path.join(folder, 'set', String(index % 10), `${String(index).padStart(6, '0')}.png`);
    writeFileSync(file, png(lines));
  }
}

const open = () =>
  openData(options, place, {
    cacheFolder: path.join(folder, '.distillery', 'cache'),
    takeSlot: async () => () => undefined,
    onProgress: () => undefined,
    onNotice: () => undefined,
    pause: async () => undefined,
  });

const timed = async (run) => {
  const start = performance.now();
  await run();
  return performance.now() - start;
};

async function look() {
  const store = new FactsStore();
  const first = await timed(() => store.look(options, folder, place));
  const known = await timed(() => store.known(options, folder));
  const again = await timed(() => store.look(options, folder, place));
  return [first, known, again];
}

if (command === 'make') {
  make();
  await open();
} else if (command === 'open') {
  const before = process.cpuUsage();
  const wall = await timed(open);
  const { user, system } = process.cpuUsage(before);
  console.log(wall, (user + system) / 1000);
} else console.log(...(await look()));
process.exit(0);

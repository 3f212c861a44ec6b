// Reads a folder of pictures into an empty row cache and prints the seconds, and those of processors: node --import tsx read-images.mjs FOLDER SIZE
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { dataSchema, sourceOf } from '../../../src/data-sources/index.ts';
import { openSource } from '../../../src/data/sources/catalogue.ts';

const [folder, size] = process.argv.slice(2);
const cache = mkdtempSync(path.join(tmpdir(), 'distillery-bench-'));
const options = dataSchema.parse({ format: 'images', path: 'folder', size: Number(size) });
const place = { resolve: () => path.resolve(folder), environment: {} };
const preparation = {
  cacheFolder: path.join(cache, '.distillery', 'cache'),
  takeSlot: async () => () => undefined,
  onProgress: () => undefined,
  onNotice: () => undefined,
  pause: async () => undefined,
};
try {
  const start = performance.now();
  const before = process.cpuUsage();
  await openSource(await sourceOf(options).find(options, place), options, preparation);
  const { user, system } = process.cpuUsage(before);
  console.log((performance.now() - start) / 1000, (user + system) / 1e6);
} finally {
  rmSync(cache, { recursive: true, force: true });
}

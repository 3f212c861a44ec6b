import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { provideFashionMnist } from '../../../scripts/provision/fashion-mnist.mjs';
import { dataSchema, sourceOf, type DataOptions } from '../../../src/data-sources';
import { openSource } from '../../../src/data/sources/catalogue';
import type { SourceData, SourceSplit } from '../../../src/data/sources/reader';
import { png } from '../../unit/pictures/pictures';
import { removeWorkspace } from '../../remove-workspace';

const side = 28;
const splits = { train: 60_000, test: 10_000 } as const;

describe('Fashion-MNIST', function () {
  this.timeout(300_000);
  let root: string;
  before(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-fashion-'))));
  after(() => removeWorkspace(root));

  async function open(options: DataOptions, folder: string): Promise<SourceData> {
    const files = await sourceOf(options).find(options, {
      resolve: (written) => path.join(folder, path.relative('set', written)),
      environment: {},
    });
    return openSource(files, options, {
      cacheFolder: path.join(root, '.distillery', 'cache'),
      takeSlot: () => Promise.resolve(() => undefined),
      onProgress: () => undefined,
      onNotice: () => undefined,
      pause: () => Promise.resolve(),
    });
  }

  // It fetches a package of 30 MB, so a person's machine is spared; `npm test` names it among what was not run.
  if (process.env['CI'] !== 'true') return;
  it('has as 70,000 PNG the same rows as in its idx files', async () => {
    const idx = await open(dataSchema.parse({ format: 'idx', path: 'set' }), provideFashionMnist());
    const folder = path.join(root, 'pictures');
    for (const name of ['train', 'test'] as const) writePictures(path.join(folder, name), splitOf(idx, name));
    const pictures = await open(dataSchema.parse({ format: 'images', path: 'set', channels: 'gray' }), folder);
    assert.deepEqual(pictures.shape, [side, side, 1]);
    for (const name of ['train', 'test'] as const) {
      const [one, other] = [splitOf(idx, name), splitOf(pictures, name)];
      assert.deepEqual([one.count, other.count], [splits[name], splits[name]]);
      for (let label = 0; label < 10; label += 1) {
        const [expected, found] = [rowsOf(one, label), rowsOf(other, label)];
        assert.equal(found.length, (splits[name] / 10) * side * side);
        assert.equal(Buffer.compare(expected, found), 0, `${name}, class ${label}`);
      }
    }
  });
});

function splitOf(data: SourceData, name: keyof typeof splits): SourceSplit {
  const split = data[name];
  assert.ok(split !== undefined, name);
  return split;
}

/** The rows of a class, in the split's order. */
function rowsOf({ labels, gather }: SourceSplit, label: number): Uint8Array {
  const rows = gather(Int32Array.from(labels.keys()).filter((index) => labels[index] === label));
  assert.ok(rows instanceof Uint8Array);
  return rows;
}

/** Writes each example of a split as a PNG into the folder of its class, under its number. */
function writePictures(folder: string, { count, labels, gather }: SourceSplit): void {
  for (let label = 0; label < 10; label += 1) mkdirSync(path.join(folder, String(label)), { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const row = gather(Int32Array.of(index));
    const lines = new Uint8Array(side * (side + 1));
    for (let y = 0; y < side; y += 1) lines.set(row.subarray(y * side, (y + 1) * side), y * (side + 1) + 1);
    const name = `${String(index).padStart(5, '0')}.png`;
    writeFileSync(path.join(folder, String(labels[index]), name), png(side, side, deflateSync(lines, { level: 1 })));
  }
}

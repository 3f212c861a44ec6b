import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheFolder, clearCache, describeCache, measureCache, RowEntry } from '../../../../src/runs';

describe('the cache of a workspace', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-cache-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('shows the rows of data sets beside teachers, and is cleared of both', async () => {
    for (const key of ['a', 'b']) {
      const entry = new RowEntry(cacheFolder(root), key.repeat(64), 10);
      const writer = entry.write();
      writer.add(new Uint8Array(10));
      if (key === 'a') entry.finish(writer).rows.close();
      else writer.close();
    }
    const size = await measureCache(root);
    assert.deepEqual([size.teachers, size.dataSets], [0, 2]);
    assert.ok(size.bytes > 10);
    assert.match(describeCache(size), /^0 teachers, 2 data sets, \d+ B$/);
    await clearCache(root);
    assert.equal(describeCache(await measureCache(root)), '0 teachers, 0 B');
    assert.equal(new RowEntry(cacheFolder(root), 'a'.repeat(64), 10).open(), undefined);
  });
});

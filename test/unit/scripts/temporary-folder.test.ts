import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeTemporaryFolder } from '../../../scripts/suites/mocha/temporary-folder.mjs';

describe('the folder of what tests write', () => {
  let place: string;
  beforeEach(() => (place = mkdtempSync(path.join(tmpdir(), 'distillery-place-'))));
  afterEach(() => rmSync(place, { recursive: true }));

  it('lies among the temporary files of the disk where there is no memory for it', () => {
    const folder = makeTemporaryFolder(path.join(place, 'none'));
    assert.equal(path.dirname(folder), tmpdir());
    rmSync(folder, { recursive: true });
  });

  it('takes the memory of killed processes back, and nothing of those at work', function () {
    // Windows has no such memory, and none of the programs.
    if (process.platform === 'win32') this.skip();
    // No process has the highest number that Linux can be set to, nor one above it.
    const names = ['distillery-tests-4194305-a', `distillery-tests-${process.pid}-b`, 'distillery-tests-c'];
    for (const name of names) mkdirSync(path.join(place, name));
    writeFileSync(path.join(place, names[0] ?? '', 'file'), 'left');
    const folder = makeTemporaryFolder(place);
    try {
      assert.deepEqual(
        names.filter((name) => existsSync(path.join(place, name))),
        names.slice(1),
      );
      assert.ok(existsSync(folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

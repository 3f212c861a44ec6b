import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBounded, UnboundedFile } from '../../../src/paths';

describe('a file that is read up to a size', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'distillery-bounded-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const refused = (file: string, words: string): void =>
    assert.throws(
      () => readBounded(file, 1 << 10),
      (error) => error instanceof UnboundedFile && error.message === words,
    );

  it('comes whole, and is refused where it has more', () => {
    const file = path.join(folder, 'a');
    writeFileSync(file, 'x'.repeat(1 << 10));
    assert.equal(readBounded(file, 1 << 10).toString(), 'x'.repeat(1 << 10));
    writeFileSync(file, 'x'.repeat(1025));
    refused(file, 'has more than 1 KB');
    refused(folder, 'is a folder');
  });

  it('is no pipe and no device, which would be waited for or have no end', function () {
    if (process.platform === 'win32') this.skip();
    const [pipe, zeros] = [path.join(folder, 'pipe'), path.join(folder, 'zeros')];
    execFileSync('mkfifo', [pipe]);
    symlinkSync('/dev/zero', zeros);
    for (const file of [pipe, zeros]) refused(file, 'is a pipe or a device');
  });
});

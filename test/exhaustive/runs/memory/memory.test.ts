import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { kindsOfMuchMemory } from '../long-logs';

const bytes = 8 << 20;
/** MB of the heap, modules and what was not collected yet included. */
const heap = 128;

describe('the memory of the readers of a run folder is bounded', function () {
  this.timeout(180_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-log-memory-'));
  after(() => rmSync(root, { recursive: true, force: true }));

  it(`each log of ${bytes >> 20} MB is read, shown, checked and exported in ${heap} MB`, () => {
    const words = [`--max-old-space-size=${heap}`, '--import', 'tsx'];
    const program = path.join(import.meta.dirname, 'read-all.ts');
    const { stdout, stderr } = spawnSync(process.execPath, [...words, program, root, String(bytes)], {
      encoding: 'utf8',
    });
    assert.deepEqual(stdout.trim().split('\n'), [...kindsOfMuchMemory], stderr);
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { worstTexts } from '../worst-texts';

/** Characters of the longest text that is read. */
const maxLength = 256 * 1024;
/** MB of the heap, its modules and what was not collected yet included. */
const heap = 128;

describe('the memory of the editor’s questions about a text is bounded', function () {
  this.timeout(180_000);

  it(`each worst text as long as any that is read is answered in ${heap} MB`, () => {
    const words = [`--max-old-space-size=${heap}`, '--import', 'tsx'];
    const program = path.join(import.meta.dirname, 'ask-all.ts');
    const { stdout, stderr } = spawnSync(process.execPath, [...words, program, String(maxLength)], {
      encoding: 'utf8',
    });
    assert.deepEqual(
      stdout.trim().split('\n'),
      worstTexts().map(([title, language]) => `${title}, ${language}`),
      stderr,
    );
  });
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

describe('docs/guarantees.md', () => {
  const rows = [...readFileSync('docs/guarantees.md', 'utf8').matchAll(/\| `(test\/[^`]+)`: (.+?) +\|$/gm)];

  it('names a test for each guarantee', () => {
    const guarantees = readFileSync('docs/guarantees.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| '));
    // Beside the header and the line under it.
    assert.equal(rows.length, guarantees.filter((line) => !/^\| (guarantee|---)/.test(line)).length);
    assert.ok(rows.length > 10);
  });

  for (const [, file = '', title = ''] of rows) {
    it(`names a test that exists: ${title}`, () => {
      assert.ok(existsSync(file), file);
      // A title stands behind the quotation mark of its `it`, or of the name that is given to it.
      assert.match(readFileSync(file, 'utf8'), new RegExp(`['\`]${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
    });
  }
});

import assert from 'node:assert/strict';
import { fixAll, parseConfig } from '../../../../src/config';
import { cpuTime } from './questions';

describe('fixAll on a hostile text', () => {
  for (const [title, text] of [
    ['100 KB of explicit keys', '? a\n'.repeat(25_600)],
    ['256 KB of aliases', '*a,'.repeat(87_000)],
    ['60 KB of one key', 'a: 1\n'.repeat(12_000)],
  ] as const)
    it(`${title}: gives up in bounded time, and says that it did where fixes are left`, () => {
      let result = { isPartial: false };
      const took = cpuTime(() => (result = fixAll(text, 'yaml')));
      assert.ok(took < 10_000, `${took} ms`);
      assert.equal(
        result.isPartial,
        parseConfig(text, 'yaml').problems.some(({ code }) => code === 'duplicate-key'),
      );
    });
});

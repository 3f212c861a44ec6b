import assert from 'node:assert/strict';
import { fixAll, parseConfig } from '../../../../src/config';
import { cpuTime } from '../../../growth';
import { assertBelow } from '../../../least';

describe('fixAll on a hostile text', () => {
  for (const [title, text] of [
    ['100 KB of explicit keys', '? a\n'.repeat(25_600)],
    ['256 KB of aliases', '*a,'.repeat(87_000)],
    ['60 KB of one key', 'a: 1\n'.repeat(12_000)],
  ] as const)
    it(`${title}: gives up in bounded time, and says that it did where fixes are left`, async () => {
      let result = { isPartial: false };
      let asked = text;
      await assertBelow(10_000, 'ms', async () => {
        const took = await cpuTime(() => (result = fixAll(asked, 'yaml')));
        // Another text each time, since the parser keeps its last results.
        asked += '\n';
        return took;
      });
      assert.equal(
        result.isPartial,
        parseConfig(text, 'yaml').problems.some(({ code }) => code === 'duplicate-key'),
      );
    });
});

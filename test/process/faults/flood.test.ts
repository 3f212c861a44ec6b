import assert from 'node:assert/strict';
import { assertBelow } from '../../least';
import { flood } from './flood';

describe('a trainer that floods its log', function () {
  this.timeout(120_000);

  it('loses nothing, and the process that shows it in a panel stays small and quick: 100,000 events a second', async () => {
    await assertBelow(50, 'MB', async () => {
      const { growth, latency, asked } = await flood({ rate: 100_000, seconds: 3, shown: 'panel' });
      assert.ok(asked > 5, `${asked}`);
      // The middle one, since a machine that does other work as well keeps any process waiting.
      assert.ok(latency.median < 50, JSON.stringify(latency));
      return growth;
    });
  });
});

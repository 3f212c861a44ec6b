import assert from 'node:assert/strict';
import { fuzz } from './fuzz';
import type { Target } from './target';
import { fuzzTargets } from './targets';

/** Rounds that try every kind of damage many times; `npm run fuzz` takes a number of its own. */
const usualInputs = 250;

describe('readers of damaged input', function () {
  this.timeout(120_000);
  let targets: Target[];
  before(async () => (targets = await fuzzTargets()));

  it('throw nothing but their own errors, take bounded time, and accept nothing silently', async () => {
    for (const target of targets) {
      const inputs = target.inputs ?? usualInputs;
      assert.equal(await fuzz(target, 1, (tried) => tried >= inputs), inputs);
    }
  });
});

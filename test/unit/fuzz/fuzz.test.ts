import assert from 'node:assert/strict';
import { fuzz } from './fuzz';
import type { Target } from './target';
import { fuzzTargets } from './targets/all-targets';

/** Inputs for each target, enough for each kind of damage; the exhaustive suite and `npm run fuzz` try more. */
const usualInputs = 48;
/** Share of the inputs of a target that has a number of its own, since it reads whole folders. */
const share = 1 / 5;

describe('readers of damaged input', function () {
  this.timeout(120_000);
  let targets: Target[];
  before(async () => (targets = await fuzzTargets()));

  it('throw nothing but their own errors, take bounded time, and accept nothing silently', async () => {
    for (const target of targets) {
      const inputs = target.inputs === undefined ? usualInputs : Math.ceil(share * target.inputs);
      assert.equal(await fuzz(target, 1, (tried) => tried >= inputs), inputs);
    }
  });
});

import { fuzz } from '../../unit/fuzz/fuzz';
import { fuzzTargets } from '../../unit/fuzz/targets/all-targets';

/** Inputs for each target, which has fewer where it reads whole folders. */
const usualInputs = 400;

describe('readers of damaged and forged input, by another seed than the unit test', function () {
  this.timeout(120_000);
  it('throw nothing but their own errors, and agree in editor and trainer', async () => {
    for (const target of await fuzzTargets()) {
      const inputs = target.inputs ?? usualInputs;
      await fuzz(target, 2, (tried) => tried >= inputs);
    }
  });
});

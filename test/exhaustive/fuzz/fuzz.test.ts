import { fuzz } from '../../unit/fuzz/fuzz';
import { fuzzTargets } from '../../unit/fuzz/targets';

/** Share of one second for each target: a third of the time that the unit test gives it, on other inputs. */
const inputsOfUnit = 250;

describe('readers of damaged and forged input, by other seeds than the unit test', function () {
  this.timeout(120_000);
  it('throw nothing but their own errors, and agree in editor and trainer', async () => {
    for (const target of await fuzzTargets()) {
      const inputs = (target.inputs ?? inputsOfUnit) / 2;
      for (const seed of [2, 3]) await fuzz(target, seed, (tried) => tried >= inputs);
    }
  });
});

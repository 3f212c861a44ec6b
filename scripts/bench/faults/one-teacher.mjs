// Two runs that train one teacher at once, undisturbed, held, killed, and while the cache is cleared. Pairs of processes that
// train; a crowded machine makes it longer and changes no figure.
import { performTests } from '../mocha-row.mjs';

const file = 'test/process/trainer/one-teacher.test.ts';

export const row = {
  name: 'one-teacher',
  title: 'two runs that need one teacher at once end as each would alone',
  async run() {
    const pairs = await performTests(file, 'both end as they would alone');
    const disturbed = await performTests(
      file,
      'while the run that trains it is held|when the other is killed|again and again',
    );
    return `${pairs} pairs and ${disturbed} disturbed ones (held, killed, cache cleared): same weights, same errors`;
  },
};

// Damaged inputs for every reader, for a while: node --import tsx scripts/fuzz.mjs [--seconds 60] [--seed N] [--target TEXT]
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { fuzz } from '../test/unit/fuzz/fuzz';
import { fuzzTargets } from '../test/unit/fuzz/targets/all-targets';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    target: { type: 'string', default: '' },
  },
});
// Another seed each time finds other things; it is printed, so that what is found can be found again.
const seed = Number(values.seed ?? Date.now() % 2 ** 32);
const targets = (await fuzzTargets()).filter(({ name }) => name.includes(values.target));
for (const target of targets) {
  const end = performance.now() + (Number(values.seconds) * 1000) / targets.length;
  try {
    const tried = await fuzz(target, seed, () => performance.now() > end);
    console.log(`ok      ${target.name}: ${tried} inputs, seed ${seed}`);
  } catch (error) {
    console.log(`FAILED  ${target.name}: ${error.message}`);
    console.log(error.cause ?? error.stack);
    process.exitCode = 1;
  }
}

// A bench of this commit beside that of another one, alternating, so that a busy machine slows both alike.
//   npm run bench:compare -- COMMIT step|editor|panel|faults [--rounds 3] [--only 'mlp sgd']… [--seconds 60]
// Step: turns of both compilers on the same workloads, least milliseconds by the clock and of the processors. The others are the whole
// bench of each commit, one after the other in each round, with the median of each figure. --only names workloads or rows; --seconds is
// how long the live row of the panel takes. The other commit is run with our packages.
import { parseArgs } from 'node:util';
import { root, withCheckout } from './checkout.mjs';
import { compareSteps } from './compare-steps.mjs';
import { figuresOf } from './figures.mjs';
import { median } from '../timing.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    only: { type: 'string', multiple: true },
    seconds: { type: 'string', default: '60' },
  },
});
const [commit, bench] = positionals;
const benches = ['step', 'editor', 'panel', 'faults'];
if (commit === undefined || !benches.includes(bench)) {
  console.error(`npm run bench:compare -- COMMIT ${benches.join('|')}: a commit and a bench are missing`);
  process.exit(2);
}

/** Figures of both by name, each the median of the rounds. */
function compareFigures(checkout, rounds) {
  const found = { before: new Map(), after: new Map() };
  for (let round = 0; round < rounds; round += 1) {
    // Neither is always the one that finds the disk's cache warm.
    const order = round % 2 === 0 ? ['before', 'after'] : ['after', 'before'];
    for (const side of order) {
      const folder = side === 'before' ? checkout : root;
      for (const [name, figure] of figuresOf(folder, bench, values)) {
        found[side].set(name, [...(found[side].get(name) ?? []), figure]);
      }
    }
  }
  return [...found.after]
    .filter(([name]) => found.before.has(name))
    .map(([name, figures]) => ({ name, before: median(found.before.get(name)), after: median(figures) }));
}

console.log(`${bench}: ${commit} → this tree, and the ratio`);
await withCheckout(commit, async (checkout) => {
  const rows =
    bench === 'step'
      ? compareSteps([checkout, root], Number(values.rounds ?? 20), values.only)
      : compareFigures(checkout, Number(values.rounds ?? 3));
  for await (const { name, before, after } of rows) {
    const figures = `${before.toPrecision(4)} → ${after.toPrecision(4)}`;
    console.log(`${name.padEnd(64)} ${figures.padStart(22)}  ${before === 0 ? '' : (after / before).toFixed(2)}`);
  }
});

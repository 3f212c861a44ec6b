// The rows of the table of faults that concern processes and windows. Run alone: `node --import tsx scripts/bench/faults/supervision.mjs`.
import { fileURLToPath } from 'node:url';
import { hostKills } from './host-kills.mjs';
import { twoWindows } from './two-windows.mjs';

/** Each row has a name and `run()`, which gives { isGood, seen }: whether it held, and what was seen in words. */
export const supervisionRows = [hostKills, twoWindows];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, run } of supervisionRows) {
    const begun = Date.now();
    const { isGood, seen } = await run();
    if (!isGood) process.exitCode = 1;
    console.log(`${isGood ? '✔' : '✘'} ${name}: ${seen} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  }
  process.exit();
}

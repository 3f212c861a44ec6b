// Several windows at one job of a cluster, whose programs are stand-ins: what a window submits, another one stops, and a reload finds.
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { runInWindows } from './in-windows.mjs';
import { add, nothing } from './tally.mjs';

/** Programs of SLURM's names that stand for them. Gives their folder. */
function makeCluster(stateFolder) {
  const bin = path.join(stateFolder, 'cluster');
  mkdirSync(bin, { recursive: true });
  for (const name of ['sbatch', 'squeue', 'scontrol', 'scancel']) {
    copyFileSync('test/fixtures/launchers/slurm/stand-in.sh', path.join(bin, name));
    chmodSync(path.join(bin, name), 0o755);
  }
  return bin;
}

/** Runs the suite. Throws a sentence when a window, the host or the browser cannot be had. */
export function runWindowsSuite(folder) {
  const reports = path.join(folder, 'windows', 'reports');
  return runInWindows({
    folder,
    name: 'windows',
    prepare: ({ stateFolder }) => {
      mkdirSync(reports);
      const cluster = makeCluster(stateFolder);
      const profiles = { box: { launcher: 'slurm', bin: cluster, partition: 'main', node: process.execPath } };
      return {
        // An agreement to a profile is kept in the user's folder of settings, and none of before may count.
        env: {
          DISTILLERY_TEST_RESULTS: reports,
          DISTILLERY_TEST_CLUSTER: cluster,
          XDG_CONFIG_HOME: path.join(stateFolder, 'config'),
        },
        userSettings: { 'distillery.profiles': profiles },
      };
    },
    use: async ({ open, run }) => {
      const [first, second] = [await open(), await open()];
      let outcome = nothing;
      for (const [index, window] of [first, second, first].entries()) {
        outcome = add(outcome, await run(window, path.join(reports, `${index + 1}.json`)));
      }
      return outcome;
    },
  });
}

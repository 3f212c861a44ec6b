// Several windows at one job of a cluster, whose programs are stand-ins: what a window submits, another one stops, and a reload finds.
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { provideChromium } from '../provision/chromium.mjs';
import { provideVscodeHost } from '../provision/vscode-host.mjs';
import { openPage } from '../window/browser.mjs';
import { startServer } from '../window/server.mjs';
import { endLeftoverRuns } from './leftover-runs.mjs';
import { add, nothing, readReport } from './tally.mjs';
import { installTests } from './test-extension.mjs';
import { copyWorkspace } from './workspace.mjs';

const limitMs = 120_000;
const root = path.resolve(import.meta.dirname, '../..');

/** Programs of SLURM's names that stand for them. Gives their folder. */
function makeCluster(stateFolder) {
  const bin = path.join(stateFolder, 'cluster');
  mkdirSync(bin, { recursive: true });
  for (const name of ['sbatch', 'squeue', 'scontrol', 'scancel']) {
    copyFileSync(path.join(root, 'test/fixtures/launchers/slurm/stand-in.sh'), path.join(bin, name));
    chmodSync(path.join(bin, name), 0o755);
  }
  return bin;
}

/** Runs the suite. Throws a sentence when a window, the host or the browser cannot be had. */
export async function runWindowsSuite(folder) {
  const stateFolder = path.join(folder, 'windows');
  const reports = path.join(stateFolder, 'reports');
  rmSync(stateFolder, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const workspace = copyWorkspace(stateFolder);
  const cluster = makeCluster(stateFolder);
  await installTests(stateFolder, 'windows');
  const profiles = { box: { launcher: 'slurm', bin: cluster, partition: 'main', node: process.execPath } };
  const server = await startServer(provideVscodeHost(), {
    stateFolder,
    // An agreement to a profile is kept in the user's folder of settings, and none of before may count.
    env: {
      DISTILLERY_TEST_RESULTS: reports,
      DISTILLERY_TEST_CLUSTER: cluster,
      XDG_CONFIG_HOME: path.join(stateFolder, 'config'),
    },
    userSettings: { 'distillery.profiles': profiles },
  });
  const address = server.address(workspace, [['extensionDevelopmentPath', server.remote(root)]]);
  const windows = [];
  const run = async (page) => {
    const report = path.join(reports, `${windows.length}.json`);
    await page.goto(address);
    const deadline = Date.now() + limitMs;
    while (!existsSync(report) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
    return readReport(report, existsSync(report) ? 0 : `no end within ${limitMs / 1000} s`);
  };
  let outcome = nothing;
  try {
    for (const kind of ['first', 'beside it', 'reloaded']) {
      const window = kind === 'reloaded' ? windows[0] : await openPage(provideChromium());
      windows.push(window);
      outcome = add(outcome, await run(window.page));
    }
    return outcome;
  } finally {
    for (const window of new Set(windows)) await window.close();
    await server.stop();
    await endLeftoverRuns(workspace);
  }
}

// Runs beyond this machine, on the real things: SLURM's daemons and a head of Ray, started here and ended by their own process ids.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { providePython, provideRay } from '../provision/python.mjs';
import { startRay } from './clusters/ray.mjs';
import { installSlurm, startSlurm, whyNoSlurm } from './clusters/slurm.mjs';
import { mocha } from './mocha.mjs';
import { add, couldNotRun, nothing } from './tally.mjs';

/**
 * Runs the tests: those of Ray beside those of SLURM, since most of both is waiting. A machine on which SLURM or munge is in use is left
 * alone, which is a failure.
 */
export async function runClustersSuite(reports) {
  const reason = whyNoSlurm();
  if (reason !== undefined) return couldNotRun(reason);
  installSlurm();
  const rayPython = process.env.DISTILLERY_RAY_PYTHON ?? provideRay();
  const torchPython = process.env.DISTILLERY_TORCH_PYTHON ?? providePython();
  // Short, since sockets lie in it, whose paths have 107 bytes at most.
  const folder = mkdtempSync(path.join(tmpdir(), 'dc-'));
  const run = (name, files, env) =>
    mocha(path.join(reports, `clusters-${name}.json`), `test/clusters/${files}.test.ts`, {
      env: { ...env, DISTILLERY_TORCH_PYTHON: torchPython },
      timeoutMs: 150_000,
    });
  try {
    const outcomes = await Promise.allSettled([
      withSlurm(path.join(folder, 's'), (env) => run('slurm', '!(ray)', env)),
      withRay(rayPython, path.join(folder, 'r'), (env) => run('ray', 'ray', env)),
    ]);
    return outcomes
      .map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : couldNotRun(outcome.reason.message)))
      .reduce(add, nothing);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withSlurm(folder, use) {
  mkdirSync(folder);
  const { env, stop } = await startSlurm(folder);
  try {
    return await use({ SLURM_CONF: env.SLURM_CONF, DISTILLERY_SLURM_FOLDER: folder });
  } finally {
    await stop();
  }
}

async function withRay(python, folder, use) {
  const { address, cluster, packages, stop } = await startRay(python, folder);
  try {
    return await use({
      DISTILLERY_RAY_ADDRESS: address,
      DISTILLERY_RAY_CLUSTER: cluster,
      DISTILLERY_RAY_PACKAGES: packages,
    });
  } finally {
    stop();
  }
}

// Runs beyond this machine, on the real things: SLURM's daemons and a head of Ray, started here and ended by their own process ids.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { providePython, provideRay } from '../provision/python.mjs';
import { provideSlurm } from '../provision/slurm.mjs';
import { keepBytecode } from './bytecode.mjs';
import { startRay } from './clusters/ray.mjs';
import { strictCluster, largeCluster, startSlurm } from './clusters/slurm.mjs';
import { mocha } from './mocha/mocha.mjs';
import { add, couldNotRun, failed, nothing } from './tally.mjs';

/** Time in ms after which a test hangs: tests begin together, and a crowded machine imports PyTorch in half a minute. */
const hangMs = 600_000;

/**
 * Runs the tests: those of Ray beside those of SLURM, since most of both is waiting. A machine on which SLURM or munge is set up is left
 * alone, which is a failure.
 */
export async function runClustersSuite(reports) {
  const slurm = provideSlurm();
  const rayPython = process.env.DISTILLERY_RAY_PYTHON ?? provideRay();
  const torchPython = process.env.DISTILLERY_TORCH_PYTHON ?? providePython();
  // Short, since sockets lie in it, whose paths have 107 bytes at most.
  const folder = mkdtempSync(path.join(tmpdir(), 'dc-'));
  const run = (name, env) =>
    mocha(path.join(reports, `clusters-${name}.json`), `test/clusters/${name}.test.ts`, {
      env: { ...env, ...keepBytecode, DISTILLERY_TORCH_PYTHON: torchPython },
      timeoutMs: hangMs,
    });
  try {
    // Before all else: it gives its own parts half a minute, which they do not keep to beside the tests on two cores.
    const [head] = await Promise.allSettled([startRay(rayPython, path.join(folder, 'r'))]);
    const outcomes = await Promise.allSettled([
      withSlurm(slurm, path.join(folder, 's'), largeCluster, async (env) => {
        // All others wait for a controller that is away.
        const away = await run('away', env);
        return [away, ...(await Promise.all([run('slurm', env), run('machines', env)]))];
      }),
      withSlurm(slurm, path.join(folder, 'f'), strictCluster, async (env) => [await run('strict', env)]),
      withRay(head, run),
      run('command', {}),
    ]);
    return outcomes
      .map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : couldNotRun(outcome.reason.message)))
      .reduce(add, nothing);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Starts a cluster of SLURM for the time of `use`, which gets the variables of its tests and gives their outcomes. Jobs that are left
 * are failures.
 */
async function withSlurm(slurm, folder, cluster, use) {
  mkdirSync(folder);
  const { env, leftJobs, stop } = await startSlurm(folder, cluster, slurm);
  const own = {
    ...{ PATH: env.PATH, SLURM_CONF: env.SLURM_CONF, DISTILLERY_SLURM_FOLDER: folder },
    DISTILLERY_FAKETIME: slurm.faketime,
  };
  try {
    const outcomes = await use(own);
    const left = (await leftJobs()).map((job) => failed(`a job was left behind: ${job}`));
    return [...outcomes, ...left].reduce(add);
  } finally {
    await stop();
  }
}

/** Tests of Ray; throws the reason for which its head was not started. */
async function withRay({ value, reason }, run) {
  if (value === undefined) throw reason;
  const { env, tokenFile, address, cluster, packages, stop } = value;
  try {
    return await run('ray', {
      ...env,
      DISTILLERY_RAY_TOKEN: tokenFile,
      DISTILLERY_RAY_ADDRESS: address,
      DISTILLERY_RAY_CLUSTER: cluster,
      DISTILLERY_RAY_PACKAGES: packages,
    });
  } finally {
    stop();
  }
}

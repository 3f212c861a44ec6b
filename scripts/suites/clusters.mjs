// Runs beyond this machine, on the real things: SLURM's daemons and a head of Ray, started here and ended by their own process ids.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { providePython, provideRay } from '../provision/python.mjs';
import { startRay } from './clusters/ray.mjs';
import { installSlurm, startSlurm, whyNoSlurm } from './clusters/slurm.mjs';
import { mocha } from './mocha.mjs';
import { couldNotRun } from './tally.mjs';

/** Runs the tests. A machine on which SLURM or munge is in use is left alone, which is a failure. */
export async function runClustersSuite(reports) {
  const reason = whyNoSlurm();
  if (reason !== undefined) return couldNotRun(reason);
  installSlurm();
  // Short, since sockets lie in it, whose paths have 107 bytes at most.
  const folder = mkdtempSync(path.join(tmpdir(), 'dc-'));
  const services = [];
  try {
    mkdirSync(path.join(folder, 's'));
    const slurm = await startSlurm(path.join(folder, 's'));
    services.push(slurm);
    const ray = startRay(process.env.DISTILLERY_RAY_PYTHON ?? provideRay(), path.join(folder, 'r'));
    services.push(ray);
    const env = {
      SLURM_CONF: slurm.env.SLURM_CONF,
      DISTILLERY_SLURM_FOLDER: path.join(folder, 's'),
      DISTILLERY_RAY_ADDRESS: ray.address,
      DISTILLERY_TORCH_PYTHON: process.env.DISTILLERY_TORCH_PYTHON ?? providePython(),
    };
    return await mocha(path.join(reports, 'clusters.json'), 'test/clusters/**/*.test.ts', { env, timeoutMs: 150_000 });
  } finally {
    for (const { stop } of services.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

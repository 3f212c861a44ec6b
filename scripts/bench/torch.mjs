// PyTorch as a contender of the bench: a Python process that runs steps for each line it is sent.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const cache = path.resolve(import.meta.dirname, '../../.cache');

/** Pythons of the environments that `npm test` with CI=true provides. */
function provided() {
  const folders = existsSync(cache) ? readdirSync(cache).filter((name) => /^python(?:-|$)/.test(name)) : [];
  return folders.map((name) => path.join(cache, name, 'bin/python'));
}

/** The first Python that imports torch, of DISTILLERY_PYTHON, those provided for tests, python3 and Debian's; undefined when there is none. */
export function findPython() {
  const candidates = [process.env.DISTILLERY_PYTHON, ...provided(), 'python3', '/usr/bin/python3'];
  return candidates.find(
    (python) => python && spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore', timeout: 60_000 }).status === 0,
  );
}

/** Starts PyTorch with the given threads; gives undefined where no Python imports torch. */
export async function startTorch(threads) {
  const python = findPython();
  if (python === undefined) return undefined;
  const env = { ...process.env };
  // Workarounds for old OpenBLAS builds that some machines set; they would slow this contender.
  delete env.OPENBLAS_CORETYPE;
  delete env.OPENBLAS_L2_SIZE;
  const child = spawn(python, [path.join(import.meta.dirname, 'step/torch_step.py'), String(threads)], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended before the bench did');
    return JSON.parse(value);
  };
  const ask = (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return next();
  };
  const { version, blas } = await next();
  return {
    version,
    blas,
    /** Milliseconds of steps in a turn of some seconds, of a form: eager, fused, compiled or forward; by a clock or of the processor. */
    turn: (workload, form, seconds, clock = 'wall') => ask({ workload, form, seconds, clock }),
    /** Peak of products in GFLOP/s and bandwidth in GB/s by megabytes. */
    machine: () => ask({ machine: true }),
    stop: () => child.stdin.end(),
  };
}

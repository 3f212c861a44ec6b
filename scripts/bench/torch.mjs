// PyTorch as a contender of the bench: a Python process that runs one step for each line it is sent.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The first Python that imports torch, of DISTILLERY_PYTHON, `.cache/python`, python3 and Debian's; undefined when there is none. */
export function findPython() {
  const kept = path.resolve(import.meta.dirname, '../../.cache/python/bin/python');
  const candidates = [process.env.DISTILLERY_PYTHON, kept, 'python3', '/usr/bin/python3'];
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
  const child = spawn(python, [path.join(import.meta.dirname, 'torch_step.py'), String(threads)], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended before the bench did');
    return JSON.parse(value);
  };
  const { version, blas } = await next();
  return {
    version,
    blas,
    /** libblas itself is the slow reference; fast libraries have names of their own. */
    isReference: !/openblas|mkl|blis|atlas/.test(blas),
    run: async ({ model, optimizer, isCached }) => {
      child.stdin.write(`${model} ${optimizer} ${isCached ? 'cached' : 'computed'}\n`);
      return (await next()).ms;
    },
    stop: () => child.stdin.end(),
  };
}

// PyTorch's step of many students: a Python process that takes one for each line it is sent.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findPython } from '../torch.mjs';

/** Starts PyTorch with the given threads; `clock` is 'wall' or 'processor'. Undefined where no Python imports torch. */
export async function startTorchStudents(threads, clock) {
  const python = findPython();
  if (python === undefined) return undefined;
  const file = path.join(import.meta.dirname, 'torch_students.py');
  const child = spawn(python, [file, String(threads), clock], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended before the bench did');
    return JSON.parse(value);
  };
  const { version } = await next();
  return {
    version,
    run: async (way, count, units) => {
      child.stdin.write(`${way} ${count} ${units}\n`);
      return (await next()).ms;
    },
    stop: () => child.stdin.end(),
  };
}

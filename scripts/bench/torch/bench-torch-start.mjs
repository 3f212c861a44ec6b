// Times a run of `engine: torch` from its start to its first logged step, as ▶ starts it: checked config, supervisor, trainer, interpreter
// and PyTorch. Beside each try `import torch` alone is timed in the same Python. A first try warms both up; the least of the others counts.
// Usage: npm run bench:torch-start -- [--json] [--tries 5]
// DISTILLERY_PYTHON names a Python that imports torch.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { writeSmallData } from '../../../test/process/trainer/small-run.ts';
import { removeWorkspace } from '../../../test/remove-workspace.ts';
import { findPython } from '../torch.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, tries: { type: 'string', default: '5' } },
});
/** Seconds to the first point that a person is to wait at most. */
const bound = 8;
const pollMs = 10;

const python = findPython();
if (python === undefined) throw new Error('no Python imports torch: name one in DISTILLERY_PYTHON');
const root = mkdtempSync(path.join(tmpdir(), 'distillery-bench-'));
mkdirSync(path.join(root, 'digits'));
writeSmallData(path.join(root, 'digits'));
const config = path.join(root, 'a.distill.yaml');
writeFileSync(
  config,
  `name: start
data: { format: idx, path: digits }
student: { model: { preset: mlp, hidden: [32] } }
loss: { hard: 1, soft: 0 }
train: { engine: torch, device: cpu, epochs: 1, batchSize: 64 }
`,
);

/** Seconds from a start to the first step in the log of the run that it makes. */
async function timeRun() {
  const before = new Set(runs());
  const begun = performance.now();
  const words = [path.resolve('dist/distillery.js'), 'run', config, '--allow-script', '--python', python];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  while (!hasStep(before) && child.exitCode === null) await wait(pollMs);
  const seconds = (performance.now() - begun) / 1000;
  const [code] = await ended;
  if (code !== 0) throw new Error(`the run has ended with exit code ${code}: ${said}`);
  return seconds;
}

function runs() {
  const folder = path.join(root, '.distillery/runs');
  return existsSync(folder) ? readdirSync(folder) : [];
}

function hasStep(before) {
  const name = runs().find((one) => !before.has(one));
  const log = path.join(root, '.distillery/runs', name ?? '', 'events.jsonl');
  return name !== undefined && existsSync(log) && readFileSync(log, 'utf8').includes('"type":"step"');
}

/** Seconds of a Python that imports PyTorch and ends, by the clock and of the processor: a busy machine moves the clock's. */
async function timeImport() {
  const begun = performance.now();
  const child = spawn(python, ['-c', 'import time, torch; print(time.process_time())'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  await once(child, 'close');
  return { clock: (performance.now() - begun) / 1000, processor: Number(said) };
}

try {
  await timeRun();
  const found = [];
  for (let number = 0; number < Number(options.tries); number += 1) {
    const run = await timeRun();
    found.push({ run, ...(await timeImport()) });
  }
  const least = (name) => Math.min(...found.map((one) => one[name]));
  const [run, clock, processor] = [least('run'), least('clock'), least('processor')];
  const result = { run, import: { clock, processor }, bound, isWithin: run <= bound };
  const seconds = (value) => `${value.toFixed(1)} s`;
  const sentence = `${result.isWithin ? 'PASS' : 'FAIL'}  first point after ${seconds(run)} (at most ${bound} s); import torch alone ${seconds(clock)}, ${seconds(processor)} of the processor`;
  console.log(options.json ? JSON.stringify({ ...result, tries: found }) : sentence);
  process.exitCode = result.isWithin ? 0 : 1;
} finally {
  await removeWorkspace(root);
}

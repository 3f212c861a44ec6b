// Times the loop of `engine: torch` beside a hand-written PyTorch loop of the same work: network, cached teacher, objective, momentum,
// order, and a line of the event log a step. Whole trainings take turns, one thread of PyTorch each; the median of a turn's steps counts.
// Usage: npm run bench:torch -- [--json] [--turns 5] [--only small]…
// DISTILLERY_PYTHON names a Python that imports torch.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeSmallRun, runAttempt } from '../test/process/trainer/small-run.ts';
import { median } from './bench/timing.mjs';
import { findPython } from './bench/torch.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    turns: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: ['small', 'large'] },
  },
});
/** The loop may take this many times the hand-written one. */
const bound = 1.03;
/** Steps of some 2 ms and of some 50 ms. */
const workloads = {
  small: { hidden: [400, 400], batchSize: 64, epochs: 4 },
  large: { hidden: [2400, 2400], batchSize: 256, epochs: 3 },
};
const examples = 6400;
const side = 28;

/** Random digits as idx files, labels in turn. */
function writeData(folder) {
  for (const [name, count] of [
    ['train', examples + 200],
    ['t10k', 200],
  ]) {
    const images = Buffer.alloc(16 + count * side ** 2, 0);
    const labels = Buffer.alloc(8 + count, 0);
    [0x803, count, side, side].forEach((value, index) => images.writeUInt32BE(value, 4 * index));
    [0x801, count].forEach((value, index) => labels.writeUInt32BE(value, 4 * index));
    for (let place = 16; place < images.length; place += 1) images[place] = (place * 2654435761) >>> 24;
    for (let row = 0; row < count; row += 1) labels[8 + row] = row % 10;
    writeFileSync(path.join(folder, `${name}-images-idx3-ubyte`), images);
    writeFileSync(path.join(folder, `${name}-labels-idx1-ubyte`), labels);
  }
}

const python = findPython();
if (python === undefined) throw new Error('no Python imports torch: name one in DISTILLERY_PYTHON');
const root = mkdtempSync(path.join(tmpdir(), 'distillery-bench-'));
writeData(root);
let runs = 0;

/** Median milliseconds of a step of ours, by the times in the log; the first of each epoch waits for an evaluation. */
async function ours({ hidden, batchSize, epochs }) {
  runs += 1;
  const train = {
    ...{ epochs, batchSize, threads: 1, engine: 'torch', device: 'cpu', keep: 'last' },
    optimizer: { name: 'momentum', learningRate: 0.001 },
  };
  const changes = {
    ...{ train, student: { model: { preset: 'mlp', hidden } }, temperature: 4 },
    data: { set: 'mnist', validation: 200 },
    teacher: { model: { preset: 'mlp', hidden: [8] }, train: { epochs: 1 } },
  };
  const folder = makeSmallRun(root, `run-${runs}`, { cache: 'cache', changes });
  const program = {
    command: python,
    args: ['-u', '-m', 'distillery', 'train'],
    env: { PYTHONPATH: path.resolve('python') },
  };
  const env = { DISTILLERY_PYTHON_PROGRAM: JSON.stringify(program) };
  const { code, events, last } = await runAttempt(folder, { data: root, env });
  if (code !== 0) throw new Error(last?.message ?? `exit ${code}`);
  const steps = events.filter(({ type, phase }) => type === 'step' && phase === 'student');
  return 1000 * median(steps.slice(5).map(({ imagesPerSecond }) => batchSize / imagesPerSecond));
}

/** The same of the loop that is written by hand. */
function theirs({ hidden, batchSize, epochs }) {
  const log = path.join(root, 'hand.jsonl');
  const settings = JSON.stringify({ hidden, batchSize, epochs, data: root, log, examples });
  const { status, stdout, stderr } = spawnSync(python, [path.resolve('scripts/bench/torch_loop.py'), settings], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  if (readFileSync(log, 'utf8').split('\n').length < epochs * (examples / batchSize))
    throw new Error('steps are missing');
  return JSON.parse(stdout).ms;
}

const results = [];
try {
  for (const name of options.only) {
    const [own, hand] = [[], []];
    for (let turn = 0; turn < Number(options.turns); turn += 1) {
      own.push(await ours(workloads[name]));
      hand.push(theirs(workloads[name]));
    }
    const ratio = median(own.map((ms, turn) => ms / hand[turn]));
    results.push({ name, oursMs: median(own), handMs: median(hand), ratio, bound, isHeld: ratio <= bound });
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify(results));
else {
  for (const { name, oursMs, handMs, ratio } of results) {
    console.log(
      `${name}: ours ${oursMs.toFixed(2)} ms, by hand ${handMs.toFixed(2)} ms, ratio ${ratio.toFixed(3)} (at most ${bound})`,
    );
  }
}
if (results.some(({ isHeld }) => !isHeld)) process.exitCode = 1;

// Times the loop of `engine: torch` beside a hand-written PyTorch loop of the same work: network, cached teacher, objective, momentum,
// order, and a line of the event log a step. Both train at once and take turns of some seconds, one halted while the other runs,
// one thread of PyTorch each. Of a turn the median of its windows of steps counts, and of the turns the median of ratios.
// Ours takes numbers below 2^-126 for zeros, which a loop by hand does not by itself.
// Beside it stands the processor time of a step on Linux, which counts where others work too: that of both of our processes, with the
// ends of epochs, at which ours validates and keeps a checkpoint: `--examples 51200` has an eighth of them.
// Usage: npm run bench:torch -- [--json] [--turns 12] [--only small]… [--examples 6400]
// DISTILLERY_PYTHON names a Python that imports torch.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeSmallRun, trainer } from '../../../test/process/trainer/small-run.ts';
import { median } from '../timing.mjs';
import { findPython } from '../torch.mjs';
import { processorTime } from './processor-time.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    turns: { type: 'string', default: '12' },
    examples: { type: 'string', default: '6400' },
    only: { type: 'string', multiple: true, default: ['small', 'large'] },
  },
});
/** The loop may take this many times the hand-written one. */
const bound = 1.03;
/** Steps of some 2 ms and of some 50 ms. */
const workloads = {
  small: { hidden: [400, 400], batchSize: 64 },
  large: { hidden: [2400, 2400], batchSize: 256 },
};
/** Least milliseconds of a turn, and the steps that one has room for: launches of ours take up to 200 ms. */
const turns = { minMs: 1500, steps: 40 };
/** Whole windows of a turn that count, at least; a turn with fewer says nothing. */
const minWindows = 3;
/** Turns that a ratio is the median of, at least. */
const minTurns = 5;
/** More than are ever trained: the bench ends both. */
const epochs = 100_000;
const examples = Number(options.examples);
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

/** Milliseconds of a window of steps, by which noise counts alike for both: ours are launches. */
const windowMs = 100;

/**
 * Starts a program of its own process group, which begins to write a log; `windows` reads those of that, with the times of their ends,
 * and `spent` its steps so far with the processor time that they took, given the group.
 */
function start(command, args, env, { windows, spent }) {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const send = (signal) => process.kill(-child.pid, signal);
  const ended = once(child, 'exit');
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return { isRunning, send, ended, windows, spent: () => spent(child.pid) };
}

/** Our training of a workload; its windows are the launches of the student, by the times in the log. */
function ours({ hidden, batchSize }) {
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
  const env = {
    ...{ DISTILLERY_TOKEN: 'token', DISTILLERY_ATTEMPT: '1', DISTILLERY_DATA: root },
    DISTILLERY_PYTHON_PROGRAM: JSON.stringify(program),
  };
  const steps = () =>
    linesOf(path.join(folder, 'events.jsonl')).filter(({ type, phase }) => type === 'step' && phase === 'student');
  const windows = () => {
    const all = steps();
    const last = all.filter(({ imagesPerSecond }, index) => imagesPerSecond !== all[index + 1]?.imagesPerSecond);
    // The last one may not be written as a whole yet.
    return last.slice(0, -1).map(({ at, step, imagesPerSecond }, index) => {
      const stepMs = (1000 * batchSize) / imagesPerSecond;
      return { begin: at - stepMs * (step - (last[index - 1]?.step ?? 0)), end: at, stepMs };
    });
  };
  return start(process.execPath, [trainer, folder], env, {
    windows,
    spent: (group) => ({ steps: steps().length, ms: processorTime(group) }),
  });
}

/** The same training by a loop that is written by hand. */
function theirs({ hidden, batchSize }) {
  const log = path.join(root, `hand-${runs}.jsonl`);
  const settings = JSON.stringify({ hidden, batchSize, epochs, data: root, log, examples });
  const windows = () => {
    const times = linesOf(log).map(({ time }) => 1000 * time);
    const found = [];
    let [from, begun] = [0, times[0]];
    for (const [index, time] of times.entries()) {
      if (time - begun < windowMs) continue;
      found.push({ begin: begun, end: time, stepMs: (time - begun) / (index - from) });
      [from, begun] = [index, time];
    }
    return found;
  };
  const file = path.resolve('scripts/bench/torch/torch_loop.py');
  // Its log is written an epoch at a time, and says itself what each step has taken.
  const spent = () => {
    const { step, processor } = linesOf(log).at(-1) ?? { step: 0, processor: 0 };
    return { steps: step, ms: new Map([['python', 1000 * processor]]) };
  };
  return start(python, [file, settings], {}, { windows, spent });
}

/** Whole lines of a log that is being written. */
function linesOf(log) {
  try {
    const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

/** Waits until a program has written some windows; gives the milliseconds of a step in them. */
async function warmUp(program) {
  while (program.windows().length < minWindows + 2) {
    if (!program.isRunning()) throw new Error('a training ended before it was measured: its error is above');
    await wait(windowMs);
  }
  program.send('SIGSTOP');
  return median(program.windows().map(({ stepMs }) => stepMs));
}

/** Milliseconds of a step in each turn, by the windows that lie in it as a whole; undefined where there are too few. */
function stepMsOf(windows, turnsTaken) {
  return turnsTaken.map(({ begin, end }) => {
    const whole = windows.filter((window) => window.begin >= begin && window.end <= end);
    return whole.length < minWindows ? undefined : median(whole.map(({ stepMs }) => stepMs));
  });
}

/** Milliseconds of processors that a step took, by the names of processes; undefined where the system does not tell. */
function processorOfStep(before, after) {
  if (before.ms === undefined || after.ms === undefined || after.steps === before.steps) return undefined;
  const each = [...after.ms].map(([name, ms]) => [
    name,
    (ms - (before.ms.get(name) ?? 0)) / (after.steps - before.steps),
  ]);
  return { each: Object.fromEntries(each), all: each.reduce((sum, [, ms]) => sum + ms, 0) };
}

/** Lets both train in turns, each halted while the other one runs; gives the turns in which both were seen, and what their steps took of processors. */
async function measure(name) {
  const programs = [];
  try {
    const stepMs = [];
    for (const begin of [ours, theirs]) {
      const program = begin(workloads[name]);
      programs.push(program);
      stepMs.push(await warmUp(program));
    }
    const turnMs = Math.max(turns.minMs, turns.steps * Math.max(...stepMs));
    const taken = programs.map(() => []);
    const before = programs.map(({ spent }) => spent());
    for (let turn = 0; turn < Number(options.turns); turn += 1) {
      for (const [index, program] of programs.entries()) {
        const begin = Date.now();
        program.send('SIGCONT');
        await wait(turnMs);
        program.send('SIGSTOP');
        taken[index].push({ begin, end: Date.now() });
      }
    }
    const [own, hand] = programs.map(({ windows }, index) => stepMsOf(windows(), taken[index]));
    const both = own.flatMap((ms, turn) => (ms === undefined || hand[turn] === undefined ? [] : [[ms, hand[turn]]]));
    if (both.length < minTurns) {
      const seen = `of ${options.turns} turns of ${Math.round(turnMs)} ms, ${both.length} have ${minWindows} windows of each loop`;
      throw new Error(
        `${name}: ${seen}, and ${minTurns} are needed: take more turns (--turns 24), on a machine with nothing else to do`,
      );
    }
    return { both, processor: programs.map(({ spent }, index) => processorOfStep(before[index], spent())) };
  } finally {
    for (const { send, isRunning } of programs) if (isRunning()) send('SIGKILL');
    await Promise.all(programs.map(({ ended }) => ended));
  }
}

const results = [];
try {
  for (const name of options.only) {
    if (!(name in workloads))
      throw new Error(`no workload '${name}': there are ${Object.keys(workloads).join(' and ')}`);
    const { both, processor } = await measure(name);
    const ratio = median(both.map(([own, hand]) => own / hand));
    const [oursMs, handMs] = [0, 1].map((place) => median(both.map((turn) => turn[place])));
    results.push({ name, turns: both.length, oursMs, handMs, ratio, bound, isHeld: ratio <= bound, processor });
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify(results));
else {
  for (const { name, turns: count, oursMs, handMs, ratio, processor } of results) {
    const times = `ours ${oursMs.toFixed(2)} ms, by hand ${handMs.toFixed(2)} ms`;
    console.log(`${name}: ${times}, ratio ${ratio.toFixed(3)} (at most ${bound}), ${count} turns`);
    const [own, hand] = processor;
    if (own === undefined || hand === undefined) continue;
    const parts = Object.entries(own.each).map(([program, ms]) => `${program} ${ms.toFixed(2)}`);
    const all = `ours ${own.all.toFixed(2)} ms (${parts.join(', ')}), by hand ${hand.all.toFixed(2)} ms`;
    console.log(`  of processors: ${all}, ratio ${(own.all / hand.all).toFixed(3)}`);
  }
}
if (results.some(({ isHeld }) => !isHeld)) process.exitCode = 1;

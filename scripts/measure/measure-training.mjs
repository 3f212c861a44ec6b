// Trains a real run and measures what the loop around the step costs, and whether memory stays flat.
// Usage: npm run measure:training -- [--epochs 3] [--batch 128] [--optimizer sgd] [--json]
// An epoch is judged by steps × the bench's step with cached logits, timed in this process after the run; memory (Linux) by
// the trainer's resident memory from 1,000 steps on. 20,000 steps are 47 epochs of a batch of 128, 6 epochs of one of 16.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createEngine } from '../../src/engine/index.ts';
import { stepsPerLaunch } from '../../src/trainer/loop/steps-per-launch.ts';
import { distillationStep, workloads } from '../bench/steps.mjs';
import { median, timed } from '../bench/timing.mjs';

const { values: options } = parseArgs({
  options: {
    epochs: { type: 'string', default: '3' },
    batch: { type: 'string', default: '128' },
    optimizer: { type: 'string', default: 'sgd' },
    json: { type: 'boolean', default: false },
  },
});
const [epochs, batchSize] = [Number(options.epochs), Number(options.batch)];
const name = `mlp ${options.optimizer}, cached logits`;
if (!(name in workloads)) throw new Error(`no workload '${name}'`);
const threads = Math.min(2, os.availableParallelism());
/** Before this many steps buffers are still being made. */
const settledStep = 1000;

const config = {
  name: 'training',
  data: { set: 'mnist', validation: 5000 },
  teacher: {
    model: { preset: 'mlp', hidden: [1200, 1200] },
    train: { epochs: 1, optimizer: { name: 'sgd', learningRate: 0.05 } },
  },
  student: { model: { preset: 'mlp', hidden: [800, 800] } },
  temperature: { strategy: 'constant', value: 4 },
  loss: { kind: 'kl', hard: 0.3, soft: 0.7 },
  train: { epochs, batchSize, threads, engine: 'onnx', optimizer: { name: options.optimizer, learningRate: 0.001 } },
};

function residentMegabytes(pid) {
  const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

function studentSteps(file) {
  const lines = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"step"'))
    : [];
  const events = lines.flatMap((line) => (line.endsWith('}') ? [JSON.parse(line)] : []));
  return events.filter(({ type, phase }) => type === 'step' && phase === 'student');
}

/** Runs the config; gives the student's step events and resident memory by step, where the system tells it. */
async function trainOnce(folder) {
  const file = path.join(folder, 'training.distill.json');
  writeFileSync(file, JSON.stringify(config));
  const words = ['dist/distillery.js', 'run', file, '--workspace', folder, '--json'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const memory = [];
  const runs = path.join(folder, '.distillery', 'runs');
  const runFolder = () => path.join(runs, (existsSync(runs) ? readdirSync(runs) : [])[0] ?? 'none');
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!isOver) {
    await Promise.race([ended, rest(2000)]);
    const owner = path.join(runFolder(), 'owner.json');
    if (!existsSync(owner)) continue;
    const megabytes = residentMegabytes(JSON.parse(readFileSync(owner, 'utf8')).trainerPid);
    const step = studentSteps(path.join(runFolder(), 'events.jsonl')).at(-1)?.step ?? 0;
    if (step >= settledStep && !Number.isNaN(megabytes)) memory.push({ step, megabytes });
  }
  const code = await ended;
  if (code !== 0) throw new Error(`the run ended with exit code ${code}`);
  return { steps: studentSteps(path.join(runFolder(), 'events.jsonl')), memory };
}

/** Milliseconds of each epoch's steps without the evaluation after it: from its first step's event to its last one's. */
function epochTimes(steps) {
  const perEpoch = steps.length / epochs;
  return Array.from({ length: epochs }, (_, epoch) => {
    const own = steps.slice(epoch * perEpoch, (epoch + 1) * perEpoch);
    return ((own.at(-1).at - own[0].at) * perEpoch) / (perEpoch - 1);
  });
}

/** A step's milliseconds, run as the trainer does. */
async function benchStep() {
  const { engine } = await createEngine({ preferred: 'onnx', threads });
  const { program, feeds } = distillationStep(engine, name);
  const step = await engine.compile(program);
  const times = [];
  for (let round = 0; round < 40; round += 1) {
    const steps = new Array(stepsPerLaunch(times.at(-1))).fill(feeds);
    times.push((await timed(() => step.runAll(steps))) / steps.length);
  }
  await engine.dispose();
  return median(times.slice(10));
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'distillery-training-'));
try {
  const { steps, memory } = await trainOnce(folder);
  const megabytes = memory.map((sample) => sample.megabytes);
  // Garbage is collected now and then: medians of the first and the last quarter tell growth from waves.
  const quarter = Math.ceil(megabytes.length / 4);
  const [early, late] = [median(megabytes.slice(0, quarter)), median(megabytes.slice(-quarter))];
  const epochMs = median(epochTimes(steps));
  const stepMs = batchSize === 128 ? await benchStep() : undefined;
  const ofSteps = stepMs === undefined ? undefined : epochMs / ((steps.length / epochs) * stepMs);
  const result = { name, batchSize, epochs, steps: steps.length, epochMs, stepMs, ofSteps, early, late, memory };
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else show(result);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function show({ steps, epochMs, stepMs, ofSteps, early, late, memory }) {
  console.log(`${name}, batch ${batchSize}, ${threads} threads: ${epochs} epochs, ${steps} steps`);
  console.log(`  an epoch's steps take ${(epochMs / 1000).toFixed(2)} s (median)`);
  if (ofSteps !== undefined) {
    const bench = `steps × the bench's step of ${stepMs.toFixed(2)} ms`;
    console.log(`  that is ${ofSteps.toFixed(2)} of ${bench}; at most 1.2 is wanted`);
  }
  if (memory.length < 2) return;
  console.log(
    `  resident memory from step ${memory[0].step} on, ${memory.length} samples: ${early.toFixed(0)} MB in the first`,
  );
  console.log(`  quarter, ${late.toFixed(0)} MB in the last (medians); at most 20 MB apart is wanted`);
}

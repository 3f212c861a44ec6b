// Times whole runs beside a plain loop of PyTorch: training with validation, log, checkpoints and kept answers, the teacher's logits
// at hand. Contenders take turns, so that a busy machine slows both; medians of all epochs but each run's first. Then one more run of
// ours is profiled: milliseconds a step by part. Ends with the table of bounds.
// Usage: npm run bench:run -- [--json] [--rounds 3] [--epochs 8] [--threads 2] [--only '30 units adam']… [--without torch] [--with operators]
// DISTILLERY_PYTHON names a Python that imports torch; else the one is taken that CI=true npm test provides. Epochs are those of training
// alone on both sides, from one's end to the next, and so are those of the profile; data is made up. `--with operators` adds the shares of operations in launches.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readEvents } from '../../../src/runs/index.ts';
import { writeDigits } from '../made-up-digits.mjs';
import { showBounds } from '../bounds.mjs';
import { bounds, configOf, heldOf, workloads } from './workloads.mjs';
import { median } from '../timing.mjs';
import { findPython } from '../torch.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '8' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    only: { type: 'string', multiple: true, default: Object.keys(workloads) },
    with: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
  },
});
for (const name of options.only) {
  if (!(name in workloads)) throw new Error(`no workload '${name}'; there are: ${Object.keys(workloads).join(', ')}`);
}
const [threads, epochs] = [Number(options.threads), Number(options.epochs)];
/** Epochs of a run that is profiled. */
const profiledEpochs = 4;
const bundle = path.resolve('dist/distillery.js');
const scripts = import.meta.dirname;
const root = mkdtempSync(path.join(tmpdir(), 'distillery-bench-run-'));
const runs = path.join(root, '.distillery/runs');
/** Steps that run outside of their launches take at most this share of a run, or this many milliseconds each. */
const maxOutside = { share: 0.2, aim: 0.1, ms: 0.1 };

function call(command, words) {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
  return stdout;
}

/** Trains by the terminal; gives the run's folder. */
function train(name, workload, settings) {
  const before = new Set(readdirSync(root).includes('.distillery') ? readdirSync(runs) : []);
  writeFileSync(path.join(root, 'one.distill.yaml'), configOf(name, workload, { threads, ...settings }));
  call(process.execPath, [bundle, 'run', 'one.distill.yaml']);
  return path.join(
    runs,
    readdirSync(runs).find((run) => !before.has(run)),
  );
}

/** Seconds of each epoch of a run but the first: from checkpoint to checkpoint, which every epoch ends with. */
function epochsOf(run) {
  const ends = readEvents(run).events.filter(({ type, best }) => type === 'checkpoint' && !best);
  return ends.slice(1).map(({ at }, index) => (at - ends[index].at) / 1000);
}

function torchRun(python, { torch, optimizer, ...workload }) {
  const data = path.join(root, `data-${workload.rows}`);
  const words = [path.join(scripts, 'torch_run.py'), data, torch, optimizer, String(epochs), String(threads)];
  return JSON.parse(call(python, [...words, String(heldOf(workload))]));
}

/** The folder of a run that has not begun, with the settings of another one. */
function copyOf(run, id) {
  const folder = path.join(runs, id);
  mkdirSync(folder);
  cpSync(path.join(run, 'config.distill.yaml'), path.join(folder, 'config.distill.yaml'), { force: true });
  const manifest = JSON.parse(readFileSync(path.join(run, 'run.json'), 'utf8'));
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...manifest, id }));
  return folder;
}

function profilePart(run, wanted) {
  const folder = copyOf(run, `${path.basename(run)}-${wanted}`);
  const words = ['--import', import.meta.resolve('tsx'), path.join(scripts, 'profile.mjs'), folder, wanted];
  const lines = call(process.execPath, words).trim().split('\n');
  rmSync(folder, { recursive: true });
  return JSON.parse(lines.at(-1));
}

function profile(run) {
  const { steps, whole, parts } = profilePart(run, 'parts');
  const operators = options.with.includes('operators') ? profilePart(run, 'operators').operators : {};
  const outside = whole.ms - parts.launches.ms;
  return { steps, whole, parts, operators, outside: { ms: outside / steps, share: outside / whole.ms } };
}

function race(name, python) {
  const workload = workloads[name];
  const data = path.join(root, `data-${workload.rows}`);
  if (!readdirSync(root).includes(path.basename(data)))
    writeDigits(data, { train: workload.rows, test: workload.rows / 6 });
  const times = { ours: [], torch: [] };
  const short = train('warm-up', workload, { epochs: profiledEpochs, seed: 0 });
  for (let round = 0; round < Number(options.rounds); round += 1) {
    times.ours.push(...epochsOf(train('timed', workload, { epochs, seed: round + 1 })));
    if (python !== undefined) times.torch.push(...torchRun(python, workload).epochs.slice(1));
  }
  const ours = median(times.ours);
  const theirs = python === undefined ? undefined : median(times.torch);
  const profiled = options.without.includes('profile') ? undefined : profile(short);
  return { name, ours, torch: theirs, ratio: ours / theirs, times, profile: profiled };
}

function show({ name, ours, torch, ratio, times, profile: profiled }) {
  console.log(`\n${name}: ${(1000 * ours).toFixed(0)} ms an epoch, the median of ${times.ours.length}`);
  if (torch !== undefined) console.log(`  PyTorch ${(1000 * torch).toFixed(0)} ms: ${ratio.toFixed(3)} of it`);
  if (profiled === undefined) return;
  const { steps, parts, operators, outside } = profiled;
  console.log(`  outside of its steps: ${outside.ms.toFixed(3)} ms a step, ${(100 * outside.share).toFixed(1)} %`);
  for (const [part, { ms, cpu }] of Object.entries(parts)) {
    const each = [ms, cpu].map((one) => (one / steps).toFixed(4).padStart(9));
    const ofProcessors = cpu === 0 ? '' : `, ${each[1]} of processors`;
    console.log(`    ${part.padEnd(30)}${each[0]} ms a step${ofProcessors}`);
  }
  for (const [kind, part] of Object.entries(operators)) {
    console.log(`    of launches: ${kind.padEnd(17)}${(100 * part).toFixed(1).padStart(9)} %`);
  }
}

/** The bounds of whole runs, by the slowest run of each kind, and of what passes outside of steps. */
function rowsOf(measured) {
  const rows = Object.entries(bounds).flatMap(([kind, { bound, aim }]) => {
    const own = measured.filter(({ name }) => workloads[name].kind === kind);
    const [slowest] = own.sort((one, other) => other.ratio - one.ratio);
    if (slowest === undefined) return [];
    return [{ row: kind, ratio: slowest.ratio, where: slowest.name, bound, aim, isMet: slowest.ratio <= bound }];
  });
  const outsides = measured.flatMap(({ name, profile: profiled }) => {
    if (profiled === undefined) return [];
    const { share, ms } = profiled.outside;
    const isMet = share <= maxOutside.share || ms <= maxOutside.ms;
    const where = `${name}, ${ms.toFixed(3)} ms a step`;
    return [
      { row: 'outside of its steps, share', ratio: share, where, bound: '0.2 or 0.1 ms a step', aim: 0.1, isMet },
    ];
  });
  return [...rows, ...outsides];
}

const python = options.without.includes('torch') ? undefined : findPython();
if (!options.json) {
  const each = `${options.rounds} runs of ${epochs} epochs each`;
  console.log(`batch 128, ${threads} threads, load ${loadavg()[0].toFixed(1)}, ${each}`);
  if (python === undefined) console.log('without PyTorch');
}
const measured = [];
try {
  writeFileSync(path.join(root, 'package.json'), '{}');
  for (const name of options.only) {
    measured.push(race(name, python));
    if (!options.json) show(measured.at(-1));
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
const rows = rowsOf(measured);
if (options.json) console.log(JSON.stringify({ threads, load: loadavg(), measured, rows }, null, 2));
else showBounds(rows);

// Times whole runs beside a plain loop of PyTorch: training with validation, log, checkpoints and kept answers, the teacher's logits
// at hand. Contenders take turns, so that a busy machine slows both; medians of the rounds. Then one more run of ours is
// profiled: milliseconds a step by part, and the operations of its launches.
// Usage: npm run bench:run -- [--json] [--rounds 3] [--threads 2] [--epochs N] [--only '30 units adam']… [--without torch] [--without profile]
// DISTILLERY_PYTHON names a Python that imports torch. Seconds are those of training alone on both sides, as the log's last event
// has them; data is made up, of MNIST's sizes.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readEvents } from '../src/runs/index.ts';
import { writeDigits } from './bench/made-up-digits.mjs';
import { configOf, workloads } from './bench/run/workloads.mjs';
import { median } from './bench/timing.mjs';
import { findPython } from './bench/torch.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    epochs: { type: 'string' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    only: { type: 'string', multiple: true, default: Object.keys(workloads) },
    without: { type: 'string', multiple: true, default: [] },
  },
});
const threads = Number(options.threads);
const bundle = path.resolve('dist/distillery.js');
const scripts = path.join(import.meta.dirname, 'bench', 'run');
const root = mkdtempSync(path.join(tmpdir(), 'distillery-bench-run-'));
const runs = path.join(root, '.distillery/runs');
/** Steps that run outside of their launches take at most this share of a run, or this many milliseconds each. */
const maxOutside = { share: 0.2, ms: 0.1 };

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

const secondsOf = (run) => readEvents(run).events.find(({ type }) => type === 'finished').seconds;

function torchRun(python, { torch, optimizer, epochs }) {
  const words = [path.join(scripts, 'torch_run.py'), path.join(root, 'data'), torch, optimizer, String(epochs)];
  return JSON.parse(call(python, [...words, String(threads)]));
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

function profile(run, name) {
  const lines = ['parts', 'operators'].map((what) => {
    const folder = copyOf(run, `${path.basename(run)}-${what}`);
    const words = ['--import', import.meta.resolve('tsx'), path.join(scripts, 'profile.mjs'), folder];
    const result = JSON.parse(
      call(process.execPath, [...words, what])
        .trim()
        .split('\n')
        .at(-1),
    );
    rmSync(folder, { recursive: true });
    return result;
  });
  const [{ steps, whole, parts }, { operators }] = lines;
  const outside = whole.ms - parts.launches.ms;
  return { name, steps, whole, parts, operators, outside: { ms: outside / steps, share: outside / whole.ms } };
}

function race(name, python) {
  const { epochs } = options;
  const workload = { ...workloads[name], ...(epochs && { epochs: Number(epochs) }) };
  const times = { ours: [], torch: [], torchStepMs: [] };
  let run = train('warm-up', workload, { epochs: 1, seed: 0 });
  for (let round = 0; round < Number(options.rounds); round += 1) {
    run = train('timed', workload, { epochs: workload.epochs, seed: round + 1 });
    times.ours.push(secondsOf(run));
    if (python === undefined) continue;
    const { seconds, stepMs } = torchRun(python, workload);
    times.torch.push(seconds);
    times.torchStepMs.push(stepMs);
  }
  const ours = median(times.ours);
  const beside =
    python === undefined
      ? {}
      : {
          torch: median(times.torch),
          ratio: ours / median(times.torch),
          ratios: times.ours.map((seconds, round) => seconds / times.torch[round]),
        };
  const profiled = options.without.includes('profile') ? undefined : profile(run, name);
  return { name, epochs: workload.epochs, ours, times, ...beside, ...(profiled && { profile: profiled }) };
}

function show({ name, epochs, ours, torch, ratio, ratios, profile: profiled }) {
  const { bound, aim } = workloads[name];
  console.log(`\n${name}, ${epochs} epochs: ${ours.toFixed(2)} s`);
  if (torch !== undefined) {
    const each = ratios.map((one) => one.toFixed(2)).join(', ');
    const verdict = ratio <= bound ? 'PASS' : 'FAIL';
    console.log(
      `  ${verdict} PyTorch ${torch.toFixed(2)} s: ${ratio.toFixed(3)} of it (${each}); at most ${bound}, ${aim} is the aim`,
    );
  }
  if (profiled === undefined) return;
  const { steps, parts, operators, outside } = profiled;
  const isMet = outside.share <= maxOutside.share || outside.ms <= maxOutside.ms;
  const share = `${outside.ms.toFixed(3)} ms a step, ${(100 * outside.share).toFixed(1)} %`;
  console.log(`  ${isMet ? 'PASS' : 'FAIL'} outside of its steps: ${share}; at most ${maxOutside.ms} ms or a fifth`);
  for (const [part, { ms, cpu }] of Object.entries(parts)) {
    const each = [ms, cpu].map((one) => (one / steps).toFixed(4).padStart(9));
    const ofProcessors = cpu === 0 ? '' : `, ${each[1]} of processors`;
    console.log(`    ${part.padEnd(30)}${each[0]} ms a step${ofProcessors}`);
  }
  for (const [kind, part] of Object.entries(operators)) {
    console.log(`    of launches: ${kind.padEnd(17)}${(100 * part).toFixed(1).padStart(9)} %`);
  }
}

const python = options.without.includes('torch') ? undefined : findPython();
if (!options.json) {
  console.log(`batch 128, ${threads} threads, load ${loadavg()[0].toFixed(1)}, medians of ${options.rounds}`);
  if (python === undefined) console.log('without PyTorch');
}
const measured = [];
try {
  writeDigits(path.join(root, 'data'));
  writeFileSync(path.join(root, 'package.json'), '{}');
  for (const name of options.only) {
    if (!(name in workloads)) throw new Error(`no workload '${name}'; there are: ${Object.keys(workloads).join(', ')}`);
    measured.push(race(name, python));
    if (!options.json) show(measured.at(-1));
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify({ threads, load: loadavg(), measured }, null, 2));

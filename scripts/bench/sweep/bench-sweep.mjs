// Times a step of many students, and a whole sweep of them, beside PyTorch: contenders take turns, so that a busy machine slows
// all alike; medians.
// Usage: npm run bench:sweep -- [--json] [--rounds 20] [--threads 2] [--group 20]… [--only step|sweep] [--clock wall|processor]
// By the processor's clock, with one thread, a busy machine tells too: steps alone, least values.
//   [--temperatures 20] [--seeds 3] [--epochs 10] [--sample 3]
// DISTILLERY_PYTHON names a Python that imports torch.
// A step of 60 students of 2 × 30 units and of 12 of 2 × 300, with Adam and the teacher's logits at hand; contenders: together
// (in graphs of at most `--group` students), apart (one after the other, each compiled), loop (PyTorch, one after the other)
// and vmap (torch.func over the ensemble).
// A sweep of `--temperatures` × `--seeds` runs of 2 × 30 units by the terminal, with evaluations, logs and checkpoints, on made-up data
// of MNIST's sizes; beside it as many runs one after the other, by `distillery run` and by a loop of PyTorch, of which `--sample` are timed.
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as rest } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startApart, startTogether } from './students.mjs';
import { startTorchStudents } from './torch-students.mjs';
import { raceSweep } from './whole.mjs';
import { median } from '../timing.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '20' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    group: { type: 'string', multiple: true, default: ['20'] },
    only: { type: 'string' },
    clock: { type: 'string', default: 'wall' },
    temperatures: { type: 'string', default: '20' },
    seeds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '10' },
    sample: { type: 'string', default: '3' },
  },
});
const rounds = Number(options.rounds);
const threads = Number(options.threads);
const { clock } = options;
if (clock !== 'wall' && clock !== 'processor') throw new Error(`--clock ${clock}: wall or processor`);
const engine = { threads, clock };
const warmUpRounds = 2;
/** Worker threads wait actively after a step; the next turn starts after that. */
const restMs = 60;
/** The first step of a turn, which finds the caches cold, is not counted. */
const stepsOfTurn = 3;

/** Steps, with the most of the time of PyTorch's loop, and of vmap's, that they may take. */
const steps = [
  { count: 60, units: 30, ofLoop: 1 / 6, ofVmap: 1 / 2 },
  { count: 12, units: 300, ofLoop: 0.7, ofVmap: 0.6 },
];

async function raceSteps({ count, units }, torch) {
  const contenders = new Map();
  for (const size of options.group) {
    contenders.set(`together by ${size}`, await startTogether(engine, count, units, Number(size)));
  }
  contenders.set('apart', await startApart(engine, count, units));
  for (const way of torch === undefined ? [] : ['loop', 'vmap']) {
    contenders.set(way, { run: () => torch.run(way, count, units), stop: () => undefined });
  }
  const times = new Map([...contenders.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds + warmUpRounds; round += 1) {
    for (const [name, { run }] of contenders) {
      await rest(restMs);
      await run();
      for (let step = 0; step < stepsOfTurn; step += 1) {
        const ms = await run();
        if (round >= warmUpRounds) times.get(name).push(ms);
      }
    }
  }
  for (const { stop } of contenders.values()) await stop();
  return Object.fromEntries([...times].map(([name, all]) => [name, { ms: median(all), least: Math.min(...all) }]));
}

function show({ count, units, ofLoop, ofVmap }, results) {
  console.log(`\na step of ${count} students of 2 × ${units} units`);
  for (const [name, { ms, least }] of Object.entries(results)) {
    const { loop, vmap } = results;
    const shares =
      name === 'loop' || name === 'vmap' || loop === undefined
        ? ''
        : clock === 'wall'
          ? ratios(ms, loop.ms, vmap.ms)
          : ratios(least, loop.least, vmap.least);
    console.log(`  ${name.padEnd(16)}${ms.toFixed(2).padStart(8)} ms (least ${least.toFixed(2)})${shares}`);
  }
  console.log(`  at most ${ofLoop.toFixed(2)} of the loop and ${ofVmap.toFixed(2)} of vmap are wanted`);
}

const ratios = (ms, loop, vmap) => `: ${(ms / loop).toFixed(3)} of the loop, ${(ms / vmap).toFixed(3)} of vmap`;

function showSweep({ runs, sample, together, apart, torch, epochs }) {
  console.log(`\na sweep of ${runs} runs of 2 × 30 units, ${epochs} epochs each`);
  console.log(`  sweep           ${together.toFixed(1).padStart(8)} s`);
  const share = (together / apart).toFixed(3);
  console.log(
    `  one by one      ${apart.toFixed(1).padStart(8)} s by ${sample} of them: the sweep takes ${share} of it; at most 1`,
  );
  if (torch === undefined) return;
  const ofTorch = (together / torch).toFixed(3);
  console.log(
    `  PyTorch's loop  ${torch.toFixed(1).padStart(8)} s by ${sample}: the sweep takes ${ofTorch} of it; at most 0.167`,
  );
}

async function stepsBesideTorch() {
  const torch = await startTorchStudents(threads, clock);
  if (!options.json) {
    console.log(`batch 128, ${threads} threads, load ${loadavg()[0].toFixed(1)}, medians of ${rounds * stepsOfTurn}`);
    console.log(torch === undefined ? 'without PyTorch' : `PyTorch ${torch.version}`);
  }
  const found = [];
  for (const one of steps) {
    const results = await raceSteps(one, torch);
    found.push({ ...one, results });
    if (!options.json) show(one, results);
  }
  torch?.stop();
  return found;
}

const measured = options.only === 'sweep' ? [] : await stepsBesideTorch();
let sweep;
if (options.only !== 'step') {
  const [temperatures, seeds] = [Number(options.temperatures), Number(options.seeds)];
  sweep = raceSweep({ temperatures, seeds, sample: Number(options.sample), epochs: Number(options.epochs), threads });
  if (!options.json) showSweep(sweep);
}
if (options.json) console.log(JSON.stringify({ threads, rounds, load: loadavg(), measured, sweep }, null, 2));

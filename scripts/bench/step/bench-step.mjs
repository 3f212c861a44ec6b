// Times one distillation step of each workload by each contender: in each round each runs steps for a while, so that a busy machine
// slows all alike. Ends with the table of bounds and, for each workload, the floor that the machine sets.
// Usage: npm run bench:step -- [--json] [--forward] [--minutes N] [--rounds 20] [--threads 2] [--only 'mlp sgd']… [--with floor]… [--without compiled]…
// DISTILLERY_PYTHON names a Python that imports torch; else the one is taken that CI=true npm test provides. Contenders: onnx (the compiled
// step as the trainer runs it, short steps together), torch (PyTorch eager), fused (its Adam in one kernel), compiled (torch.compile, for
// some workloads). Only with --with: single (one by one), floor (a graph written by hand, one by one), given (the same into arrays
// that are there already), products (the matrix products alone), wasm (the graph in WebAssembly), eager (tfjs's own kernels in
// WebAssembly, the fallback of version 0.1), tensorflow (after npm run native:tensorflow), compiled for all workloads. With --forward
// logits of 500 rows are timed, as an evaluation and a teacher's answers are, in place of steps.
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as rest } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { judgeBounds, showBounds } from '../bounds.mjs';
import { assertSameNetworks, contendersOf, forwardContendersOf } from './contenders.mjs';
import { floorOf, measureMachine } from './machine.mjs';
import { workOf } from './work.mjs';
import { compiledByTorch, networks, workloads } from './workloads.mjs';
import { median } from '../timing.mjs';
import { startTorch } from '../torch.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    forward: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    rounds: { type: 'string', default: '20' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    only: { type: 'string', multiple: true },
    with: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
  },
});
const names = options.only ?? (options.forward ? networks : Object.keys(workloads));
for (const name of names) {
  if (!(name in workloads)) throw new Error(`no workload '${name}'; there are: ${Object.keys(workloads).join(', ')}`);
}
const rounds = Number(options.rounds);
const threads = Number(options.threads);
const warmUpRounds = 2;
/** A contender so slow that a round of it would take the others' time is run in the first of these rounds only. */
const slow = { ms: 2_000, rounds: 3 };
/** Worker threads of all contenders wait actively after a step (OpenBLAS's for 2^26 cycles); the next turn starts after that. */
const restMs = 60;
/** A turn is what training is: steps one after the other, of every contender as long. */
const longestTurn = 0.5;
/** Shorter ones would time cold caches. */
const shortestTurn = 0.1;
/** Minutes of all that has no turns: the start of PyTorch, compilations. */
const overheadMinutes = 1.5;

function summary(times) {
  return { medianMs: median(times), minMs: Math.min(...times), steps: times.length };
}

function wantedOf(name) {
  if (options.forward) return new Set();
  const wanted = new Set(['fused', ...options.with, ...(compiledByTorch.includes(name) ? ['compiled'] : [])]);
  for (const one of options.without) wanted.delete(one);
  return wanted;
}

const torch = options.without.includes('torch') ? undefined : await startTorch(threads);

/** Seconds of a turn: half of one, or fewer where all turns have to fit into the minutes. */
function turnSeconds() {
  if (options.minutes === undefined) return longestTurn;
  const contenders = names.reduce((sum, name) => {
    const { optimizer } = workloads[name];
    const fused = optimizer === 'adam' && wantedOf(name).has('fused') ? 1 : 0;
    const others = [...wantedOf(name)].filter((one) => one !== 'fused').length;
    return sum + 1 + others + (torch === undefined ? 0 : 1 + fused);
  }, 0);
  const seconds = 60 * Math.max(Number(options.minutes) - overheadMinutes, 1);
  const each = seconds / (contenders * (rounds + warmUpRounds)) - restMs / 1000;
  return Math.min(longestTurn, Math.max(shortestTurn, each));
}

const seconds = turnSeconds();

async function race(name, machine) {
  const given = { torch, threads };
  const contenders = await (options.forward
    ? forwardContendersOf(name, given)
    : contendersOf(name, wantedOf(name), given));
  const times = new Map([...contenders.keys()].map((contender) => [contender, []]));
  for (let round = 0; round < rounds + warmUpRounds; round += 1) {
    for (const [contender, { turn }] of contenders) {
      const past = times.get(contender);
      const isSlow = past.length >= slow.rounds && Math.min(...past) > slow.ms;
      if (isSlow) continue;
      await rest(restMs);
      const found = await turn(round < warmUpRounds ? 0 : seconds);
      if (round >= warmUpRounds || found[0] > slow.ms) past.push(...found);
    }
    if (round === 0) assertSameNetworks(name, contenders);
  }
  for (const { stop } of contenders.values()) await stop();
  const results = [...contenders].map(([contender, { facts }]) => [
    contender,
    { ...facts, ...summary(times.get(contender)) },
  ]);
  const measuredNow = { workload: name, results: Object.fromEntries(results) };
  if (options.forward) return measuredNow;
  const work = await workOf(name);
  return { ...measuredNow, ...work, floor: floorOf(machine, work) };
}

function show({ workload, results, operations, bytes, floor }) {
  console.log(`\n${workload}`);
  const { onnx } = results;
  for (const [contender, { medianMs, minMs, steps, compileMs }] of Object.entries(results)) {
    const compile = compileMs === undefined ? '' : `, compiled in ${compileMs.toFixed(0)} ms`;
    const ratio = contender === 'onnx' ? '' : `, onnx takes ${(onnx.medianMs / medianMs).toFixed(2)} of it`;
    const detail = `(least ${minMs.toFixed(2)}, ${steps} steps${compile})`;
    console.log(`  ${contender.padEnd(11)}${medianMs.toFixed(2).padStart(9)} ms ${detail}${ratio}`);
  }
  if (floor === undefined) return;
  const { productsMs, memoryMs, floorMs, isBoundBy } = floor;
  const work = `${(operations / 1e9).toFixed(2)} GFLOP at least ${productsMs.toFixed(2)} ms, ${(bytes / 1e6).toFixed(1)} MB at least ${memoryMs.toFixed(2)} ms`;
  console.log(
    `  floor      ${work}: bound by ${isBoundBy}, onnx takes ${(onnx.medianMs / floorMs).toFixed(1)} times that`,
  );
}

function showMachine({ gflops, gbs }) {
  const bandwidths = Object.entries(gbs).map(([size, speed]) => `${speed.toFixed(0)} at ${size} MB`);
  console.log(`the machine: ${gflops.toFixed(0)} GFLOP/s in products of float32; GB/s: ${bandwidths.join(', ')}`);
}

const log = (line) => options.json || console.log(line);
log(`${threads} threads, load ${loadavg()[0].toFixed(1)}, medians of ${rounds} turns of ${seconds.toFixed(2)} s`);
log(torch === undefined ? 'without PyTorch' : `PyTorch ${torch.version} on ${torch.blas}`);
const machine = await measureMachine(threads, torch);
if (!options.json) showMachine(machine);
const measured = [];
for (const name of names) {
  measured.push(await race(name, machine));
  if (!options.json) show(measured.at(-1));
}
torch?.stop();
const rows = judgeBounds(measured, options.forward ? 'forward' : 'steps');
if (options.json)
  console.log(JSON.stringify({ threads, rounds, seconds, load: loadavg(), machine, measured, rows }, null, 2));
else if (torch !== undefined) showBounds(rows);

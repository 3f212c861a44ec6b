// Times one distillation step of each workload by each contender: each runs steps for half a second in each round, so that a
// busy machine slows all alike.
// Usage: npm run bench:step -- [--json] [--rounds 30] [--threads 2] [--only 'mlp sgd']… [--without wasm]…
// DISTILLERY_PYTHON names a Python that imports torch. Contenders: onnx (the compiled step as the trainer runs it, short steps
// together), single (one by one), floor (a graph written by hand, one by one), given (the same into arrays that are there
// already), products (the step's matrix products alone), wasm (the graph in WebAssembly), eager (tfjs's own kernels in WebAssembly,
// the fallback of version 0.1), tensorflow (after npm run native:tensorflow), torch (PyTorch eager), teaching (PyTorch with the teacher in its step, where the others have cached logits).
import { availableParallelism, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as rest } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/index.ts';
import { createEagerWasmEngine } from '../test/unit/engine/eager-wasm/eager-wasm.ts';
import { stepsPerLaunch } from '../src/trainer/loop/steps-per-launch.ts';
import { startFloor, startProducts } from './bench/floor.mjs';
import { distillationStep, workloads } from './bench/steps.mjs';
import { median, timed } from './bench/timing.mjs';
import { startTorch } from './bench/torch.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '30' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    only: { type: 'string', multiple: true, default: Object.keys(workloads) },
    without: { type: 'string', multiple: true, default: [] },
  },
});
const rounds = Math.max(20, Number(options.rounds));
const threads = Number(options.threads);
const warmUpRounds = 2;
/** A contender so slow that a round of it would take the others' time is run in the first of these rounds only. */
const slowMs = 400;
const slowRounds = 3;
/** Worker threads of all contenders wait actively after a step (OpenBLAS's for 2^26 cycles); the next turn starts after that. */
const restMs = 60;
/** A turn is what training is: steps one after the other, of every contender as long. Its first, which finds the caches cold, is not counted. */
const turnMs = 500;

function summary(times) {
  return { medianMs: median(times), minMs: Math.min(...times), steps: times.length };
}

/** The step of an engine: `runTurn` as the trainer runs it, short ones together. */
async function engineContenders(preferred, name) {
  const isEager = preferred === 'eager' || preferred === 'tensorflow';
  const engine =
    preferred === 'eager' ? await createEagerWasmEngine() : (await createEngine({ preferred, threads })).engine;
  const { program, feeds } = distillationStep(engine, name, { prefix: preferred });
  let step;
  const compileMs = await timed(async () => (step = await engine.compile(program)));
  // tfjs's backend is one for the process: the one that is timed is made current, which is not part of the step.
  const select = () => (isEager ? engine.compile(program) : undefined);
  let stepMs;
  const together = async () => {
    await select();
    const steps = new Array(stepsPerLaunch(stepMs)).fill(feeds);
    stepMs = (await timed(() => step.runAll(steps))) / steps.length;
    return stepMs;
  };
  const facts = { version: engine.version, compileMs };
  return {
    together: { facts, runTurn: () => inTurn(together), stop: () => engine.dispose() },
    single: { facts: {}, runTurn: () => inTurn(() => timed(() => step.run(feeds))), stop: () => undefined },
  };
}

/** One step that is not counted and then some that are, their milliseconds; a slow step is counted and alone. */
async function inTurn(run) {
  const first = await run();
  if (first > slowMs) return [first];
  const times = [];
  const end = performance.now() + turnMs;
  while (times.length === 0 || performance.now() < end) times.push(await run());
  return times;
}

async function contendersOf(name, torch) {
  const contenders = new Map();
  const isWanted = (contender) => !options.without.includes(contender);
  const { together, single } = await engineContenders('onnx', name);
  contenders.set('onnx', together);
  if (isWanted('single')) contenders.set('single', single);
  const floor = isWanted('floor') ? await startFloor(workloads[name], threads) : undefined;
  if (floor !== undefined) {
    contenders.set('floor', { facts: {}, runTurn: () => inTurn(() => timed(floor.run)), stop: floor.stop });
    const given = { facts: {}, runTurn: () => inTurn(() => timed(floor.runInto)), stop: () => undefined };
    if (isWanted('given')) contenders.set('given', given);
  }
  const products = isWanted('products') ? await startProducts(workloads[name], threads) : undefined;
  if (products !== undefined) {
    const runTurn = () => inTurn(() => timed(products.run));
    contenders.set('products', { facts: {}, runTurn, stop: products.stop });
  }
  for (const preferred of ['wasm', 'eager', 'tensorflow'].filter(isWanted)) {
    try {
      contenders.set(preferred, (await engineContenders(preferred, name)).together);
    } catch (error) {
      console.error(`${preferred} is not timed: ${error.message}`);
    }
  }
  if (torch !== undefined) {
    const facts = { version: torch.version, blas: torch.blas };
    const runTurn = () => inTurn(() => torch.run(workloads[name]));
    contenders.set('torch', { facts, runTurn, stop: () => undefined });
    if (workloads[name].isCached && workloads[name].budget !== undefined) {
      const teaching = () => inTurn(() => torch.run({ ...workloads[name], isCached: false }));
      contenders.set('teaching', { facts: {}, runTurn: teaching, stop: () => undefined });
    }
  }
  return contenders;
}

async function race(name, torch) {
  const contenders = await contendersOf(name, torch);
  const times = new Map([...contenders.keys()].map((contender) => [contender, []]));
  for (let round = 0; round < rounds + warmUpRounds; round += 1) {
    for (const [contender, { runTurn }] of contenders) {
      const past = times.get(contender);
      if (past.length >= slowRounds && Math.min(...past) > slowMs) continue;
      await rest(restMs);
      const found = await runTurn();
      if (round >= warmUpRounds || found[0] > slowMs) past.push(...found);
    }
  }
  for (const { stop } of contenders.values()) await stop();
  const results = [...contenders].map(([contender, { facts }]) => [
    contender,
    { ...facts, ...summary(times.get(contender)) },
  ]);
  return judged(name, Object.fromEntries(results));
}

/** The compiled step's time against PyTorch's of the same step and of the one with the teacher in it, and against the floor's. */
function judged(name, results) {
  const { onnx, single, floor, given, products, wasm, eager, torch, teaching } = results;
  return {
    workload: name,
    budget: workloads[name].budget,
    ofTorch: torch === undefined ? undefined : onnx.medianMs / torch.medianMs,
    ofTeaching: teaching === undefined ? undefined : onnx.medianMs / teaching.medianMs,
    productsOfTorch: products === undefined || torch === undefined ? undefined : products.medianMs / torch.medianMs,
    ofFloor: floor === undefined ? undefined : onnx.medianMs / floor.medianMs,
    ofSingle: single === undefined ? undefined : onnx.medianMs / single.medianMs,
    wasmOfEager: wasm === undefined || eager === undefined ? undefined : wasm.medianMs / eager.medianMs,
    givenOfFloor: given === undefined ? undefined : given.medianMs / floor.medianMs,
    results,
  };
}

function show(judgement) {
  const {
    workload,
    budget,
    ofTorch,
    ofTeaching,
    productsOfTorch,
    ofFloor,
    ofSingle,
    wasmOfEager,
    givenOfFloor,
    results,
  } = judgement;
  console.log(`\n${workload}`);
  for (const [contender, { medianMs, minMs, steps, compileMs }] of Object.entries(results)) {
    const compile = compileMs === undefined ? '' : `, compiled in ${compileMs.toFixed(0)} ms`;
    console.log(
      `  ${contender.padEnd(11)}${medianMs.toFixed(2).padStart(9)} ms (least ${minMs.toFixed(2)}, ${steps} steps${compile})`,
    );
  }
  if (ofTorch !== undefined) {
    const wanted = ofTeaching === undefined && budget !== undefined ? `; at most ${budget} is wanted` : '';
    const said = ofTeaching === undefined ? wanted : '; with cached logits on both sides';
    console.log(`  onnx takes ${ofTorch.toFixed(2)} of PyTorch's time${said}`);
  }
  if (ofTeaching !== undefined) {
    const ratio = ofTeaching.toFixed(2);
    console.log(`  and ${ratio} of PyTorch's with the teacher in its step; at most ${budget} is wanted`);
  }
  if (productsOfTorch !== undefined)
    console.log(`  the matrix products alone take ${productsOfTorch.toFixed(2)} of PyTorch's time`);
  if (ofFloor !== undefined)
    console.log(`  onnx takes ${ofFloor.toFixed(2)} of the floor's time; at most 1.3 is wanted`);
  if (ofSingle !== undefined)
    console.log(`  steps run together take ${ofSingle.toFixed(2)} of the time of single ones`);
  if (wasmOfEager !== undefined)
    console.log(
      `  in WebAssembly the graph takes ${wasmOfEager.toFixed(2)} of the eager kernels' time; at most 0.20 is wanted`,
    );
  if (givenOfFloor !== undefined)
    console.log(`  the floor's outputs into given arrays take ${givenOfFloor.toFixed(2)} of its time`);
}

/** Saving by cached logits: the step's time against the one with the teacher in it, where both are timed. */
function judgeCaching(measured) {
  const medians = new Map(measured.map(({ workload, results }) => [workload, results.onnx.medianMs]));
  return [...medians].flatMap(([name, computing]) => {
    const workload = `${name}, cached logits`;
    return medians.has(workload) ? [{ workload, ofComputed: medians.get(workload) / computing }] : [];
  });
}

function showCaching({ workload, ofComputed }) {
  console.log(`\n${workload}: ${ofComputed.toFixed(2)} of the time with the teacher in the step`);
}

const torch = options.without.includes('torch') ? undefined : await startTorch(threads);
if (!options.json) {
  console.log(`batch 128, ${threads} threads, load ${loadavg()[0].toFixed(1)}, medians`);
  console.log(torch === undefined ? 'without PyTorch' : `PyTorch ${torch.version} on ${torch.blas}`);
  if (torch?.isReference)
    console.log("that is BLAS's reference, not a fast one: PyTorch's times of dense layers say little");
}
const measured = [];
for (const name of options.only) {
  if (!(name in workloads)) throw new Error(`no workload '${name}'; there are: ${Object.keys(workloads).join(', ')}`);
  measured.push(await race(name, torch));
  if (!options.json) show(measured.at(-1));
}
torch?.stop();
const caching = judgeCaching(measured);
if (!options.json) caching.forEach(showCaching);
if (options.json) console.log(JSON.stringify({ threads, rounds, load: loadavg(), measured, caching }, null, 2));

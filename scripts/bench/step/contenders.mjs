// The contenders of the step's bench: engines of ours, graphs written by hand, and PyTorch in its forms.
import { performance } from 'node:perf_hooks';
import { createEngine } from '../../../src/engine/index.ts';
import { stepsPerLaunch } from '../../../src/trainer/loop/steps-per-launch.ts';
import { createEagerWasmEngine } from '../../../test/unit/engine/eager-wasm/eager-wasm.ts';
import { startFloor, startProducts } from './floor.mjs';
import { distillationStep, forwardStep, workloads } from '../steps.mjs';
import { timed } from '../timing.mjs';

/** Milliseconds of steps for some seconds, at least one; the first finds the caches cold and is left out of several. */
async function turnOf(run, seconds) {
  const times = [];
  const end = performance.now() + 1000 * seconds;
  do times.push(await run());
  while (performance.now() < end);
  return times.length > 1 ? times.slice(1) : times;
}

const contender = (run, more = {}) => ({ turn: (seconds) => turnOf(run, seconds), stop: () => undefined, ...more });

/** The step of an engine: as the trainer runs it, short ones together, and one by one. */
async function ofEngine(preferred, name, threads) {
  const isEager = preferred === 'eager' || preferred === 'tensorflow';
  const engine =
    preferred === 'eager' ? await createEagerWasmEngine() : (await createEngine({ preferred, threads })).engine;
  const { program, feeds, feedsOf, parameters } = distillationStep(engine, name, { prefix: preferred });
  let step;
  const compileMs = await timed(async () => (step = await engine.compile(program)));
  let stepMs;
  const launch = async () => {
    // tfjs's backend is one for the process: the one that is timed is made current.
    if (isEager) await engine.compile(program);
    const steps = feedsOf(stepsPerLaunch(stepMs));
    stepMs = (await timed(() => step.runAll(steps))) / steps.length;
    return stepMs;
  };
  const facts = { version: engine.version, compileMs, parameters };
  const together = contender(launch, { facts, stop: () => engine.dispose() });
  return { together, single: contender(() => timed(() => step.run(feeds))) };
}

function ofTorch(torch, workload, form) {
  const facts = {};
  const turn = async (seconds) => {
    const { ms, parameters } = await torch.turn(workload, form, seconds);
    facts.parameters = parameters;
    return ms;
  };
  return { facts, turn, stop: () => undefined };
}

/** Contenders of a workload that are wanted, by name. */
export async function contendersOf(name, wanted, { torch, threads }) {
  const contenders = new Map();
  const { together, single } = await ofEngine('onnx', name, threads);
  contenders.set('onnx', together);
  if (wanted.has('single')) contenders.set('single', single);
  const floor = wanted.has('floor') || wanted.has('given') ? await startFloor(workloads[name], threads) : undefined;
  if (floor !== undefined) {
    contenders.set(
      'floor',
      contender(() => timed(floor.run), { stop: floor.stop }),
    );
    if (wanted.has('given'))
      contenders.set(
        'given',
        contender(() => timed(floor.runInto)),
      );
  }
  const products = wanted.has('products') ? await startProducts(workloads[name], threads) : undefined;
  if (products !== undefined)
    contenders.set(
      'products',
      contender(() => timed(products.run), { stop: products.stop }),
    );
  for (const preferred of ['wasm', 'eager', 'tensorflow'].filter((one) => wanted.has(one))) {
    try {
      contenders.set(preferred, (await ofEngine(preferred, name, threads)).together);
    } catch (error) {
      console.error(`${preferred} is not timed: ${error.message}`);
    }
  }
  if (torch === undefined) return contenders;
  contenders.set('torch', ofTorch(torch, workloads[name], 'eager'));
  if (workloads[name].optimizer === 'adam' && wanted.has('fused'))
    contenders.set('fused', ofTorch(torch, workloads[name], 'fused'));
  if (wanted.has('compiled')) contenders.set('compiled', ofTorch(torch, workloads[name], 'compiled'));
  return contenders;
}

/** Rows that an evaluation computes at once. */
const evaluationBatch = 500;

/** Ours and PyTorch's logits of the student of a workload. */
export async function forwardContendersOf(name, { torch, threads }) {
  const { engine } = await createEngine({ preferred: 'onnx', threads });
  const { program, feeds, parameters } = forwardStep(engine, name, evaluationBatch);
  const compiled = await engine.compile(program);
  const facts = { version: engine.version, parameters };
  const ours = contender(() => timed(() => compiled.run(feeds)), { facts, stop: () => engine.dispose() });
  const contenders = new Map([['onnx', ours]]);
  const workload = { ...workloads[name], batch: evaluationBatch };
  return torch === undefined ? contenders : contenders.set('torch', ofTorch(torch, workload, 'forward'));
}

/** Throws where ours and PyTorch's networks differ in their parameters. */
export function assertSameNetworks(name, contenders) {
  const [ours, theirs] = ['onnx', 'torch'].map((one) => contenders.get(one)?.facts?.parameters);
  if (theirs === undefined || ours === theirs) return;
  throw new Error(`${name}: our network has ${ours} parameters, PyTorch's ${theirs}`);
}

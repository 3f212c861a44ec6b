// The operations of a compiled step alone, in the same runtime and on values of the same shapes: its products, and its passes over
// values of 64 KB and more, beside the whole step and PyTorch's. What a bound leaves below these parts no form of the step can have.
// Least milliseconds of the processor a step, contenders in turn; by default on one thread, which a busy machine disturbs least.
// Usage: node --import tsx scripts/bench/step/parts-alone.mjs [--threads 1] [--rounds 12] [--only 'lenet sgd, cached logits']…
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createEngine } from '../../../src/engine/index.ts';
import { distillationStep, workloads } from '../steps.mjs';
import { timedOnProcessor } from '../timing.mjs';
import { startTorch } from '../torch.mjs';
import { isPass, isProduct, startNodes } from './nodes-alone.mjs';

// Required, not imported: the engine's own modules are loaded so, and tfjs takes the kernels of one copy.
const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs-core');
const { runPasses, trainingPipeline } = require('../../../src/engine/onnx/passes/pass-pipeline.ts');
const { measureBlockSize } = require('../../../src/engine/onnx/runtime/block-size.ts');
const { selectTraceBackend } = require('../../../src/engine/onnx/trace/select-backend.ts');
const { traceStep } = require('../../../src/engine/onnx/trace/trace-step.ts');
const { loadNativeRuntime } = require('../../../src/onnx-runtime/index.ts');

const standard = ['lenet sgd, cached logits', 'mlp sgd, cached logits', 'mlp adam, cached logits, batch 512'];
const { values: options } = parseArgs({
  options: {
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '12' },
    only: {
      type: 'string',
      multiple: true,
      default: [...standard, '30 units adam, cached logits', 'cnn sgd, cached logits'],
    },
  },
});
const threads = Number(options.threads);
/** Seconds of a contender's turn. */
const turnSeconds = 0.4;
const stepsAtOnce = 4;
/** The graph of a workload's step before it is put into the loop. */
async function graphOf(name) {
  const engine = {
    name: 'parts',
    variable: (variable, shape, initial) => tf.variable(tf.tensor(initial, [...shape]), true, variable),
  };
  const backend = await selectTraceBackend();
  const { program } = distillationStep(engine, name);
  const { graph } = traceStep(backend, program);
  const blockSize = await measureBlockSize(await loadNativeRuntime());
  const ofLoop = new Set(['freeze-variables', 'scan-loop', 'hoist-frozen-layers']);
  const passes = trainingPipeline({ blockSize, frozen: new Map() }).filter((pass) => !ofLoop.has(pass.name));
  const compiled = runPasses(graph, passes);
  for (const variable of program.variables) variable.dispose();
  return compiled;
}

/** The whole step, some at once: a launch is short enough to be undisturbed at times. */
async function startStep(name) {
  const { engine } = await createEngine({ preferred: 'onnx', threads });
  const { program, feedsOf } = distillationStep(engine, name);
  const step = await engine.compile(program);
  const feeds = feedsOf(stepsAtOnce);
  return { run: () => step.runAll(feeds), steps: stepsAtOnce, stop: () => engine.dispose() };
}

const torch = await startTorch(threads);
console.log(
  `${threads} threads, least milliseconds of the processor in ${options.rounds} turns; PyTorch ${torch?.version ?? 'is not there'}`,
);
for (const name of options.only) {
  const graph = await graphOf(name);
  const parts = {
    products: await startNodes(graph, graph.nodes.filter(isProduct), threads),
    passes: await startNodes(graph, graph.nodes.filter(isPass), threads),
  };
  const contenders = { step: await startStep(name), ...parts };
  const least = new Map();
  const note = (key, times) => least.set(key, Math.min(least.get(key) ?? Infinity, ...times));
  const forms = workloads[name].optimizer === 'adam' ? ['eager', 'fused'] : ['eager'];
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const form of torch === undefined ? [] : forms) {
      note(form, (await torch.turn(workloads[name], form, turnSeconds, 'processor')).ms);
    }
    for (const [key, { run, steps = 1 }] of Object.entries(contenders)) {
      const end = performance.now() + 1000 * turnSeconds;
      do note(key, [(await timedOnProcessor(run)) / steps]);
      while (performance.now() < end);
    }
  }
  for (const { stop } of Object.values(contenders)) await stop();
  const eager = least.get('eager') ?? NaN;
  console.log(
    `\n${name}: ${parts.products.count} products, ${parts.passes.count} passes, ${graph.nodes.length} operations`,
  );
  for (const [key, ms] of least) {
    console.log(`  ${key.padEnd(9)}${ms.toFixed(3).padStart(9)} ms, ${(ms / eager).toFixed(3)} of PyTorch eager`);
  }
}
torch?.stop();

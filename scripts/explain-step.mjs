// Shows how the compiler rewrites a step: after each pass its nodes by operation, and what the pass declined.
//   npm run explain-step -- CONFIG|WORKLOAD [PASS]
// CONFIG: a config with a described student; its teachers' logits are inputs, as in a run that caches them. WORKLOAD: one of
// the step bench, such as 'mlp adam'. PASS: prints the whole graph after it; 'trace' the graph before the first.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { distillationStep, workloads } from './bench/steps.mjs';
import { languageOf, parseConfig, settingsOf } from '../src/config/index.ts';
import { Generator } from '../src/data/index.ts';
// For tfjs's gradients, which the door registers.
import '../src/engine/index.ts';
import { bodyOf } from '../src/engine/onnx/graph/node.ts';
import { printGraph } from '../src/engine/onnx/graph/print.ts';
import { variableName } from '../src/engine/onnx/graph/step-graph.ts';
import { runPasses, trainingPipeline } from '../src/engine/onnx/passes/pass-pipeline.ts';
import { loadNativeRuntime } from '../src/onnx-runtime/index.ts';
import { measureBlockSize } from '../src/engine/onnx/runtime/block-size.ts';
import { selectTraceBackend } from '../src/engine/onnx/trace/select-backend.ts';
import { traceStep } from '../src/engine/onnx/trace/trace-step.ts';
import { buildModel, buildOptimizer } from '../src/models/index.ts';
import { trainProgram } from '../src/trainer/step/step-program.ts';

/** The sizes of MNIST, which decide the shapes of the graph and need no data on this machine. */
const data = { shape: [28, 28, 1], classes: 10, classCounts: Array.from({ length: 10 }, () => 6000) };

/** The training step of a config. */
function stepOf(engine, file) {
  const { config, problems } = parseConfig(readFileSync(file, 'utf8'), languageOf(file));
  if (config === undefined) throw new Error(`${file}: ${problems.map(({ message }) => message).join('; ')}`);
  if (config.student.model.preset === undefined) throw new Error(`${file}: name a config whose student has a preset`);
  const generator = new Generator(1);
  const model = buildModel(config.student.model, {
    ...{ input: data.shape, classes: data.classes, engine, prefix: 'student' },
    nextNormal: () => generator.nextNormal(),
    nextUniform: () => generator.nextUniform(),
  });
  const optimizer = buildOptimizer(config.train.optimizer, model.trained, engine, 'optimizer');
  const parts = { model, optimizer, objective: settingsOf(config), learned: [], classCounts: data.classCounts };
  return trainProgram(file, parts, { ...data, batchSize: config.train.batchSize });
}

/** The nodes of a graph by operation, those of a repeated body behind the operation that repeats it. */
function countsOf(nodes) {
  const counts = new Map();
  for (const { opType, domain } of nodes) {
    const name = domain === undefined ? opType : `nchwc.${opType}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
  const text = sorted.map(([name, count]) => `${count} ${name}`).join(', ');
  const bodies = nodes.map(bodyOf).filter((body) => body !== undefined);
  return [text, ...bodies.map((body) => `{ ${countsOf(body.nodes)} }`)].join(' ');
}

const [subject, wanted] = process.argv.slice(2);
if (subject === undefined) throw new Error('name a config or one of: ' + Object.keys(workloads).join(' · '));
const backend = await selectTraceBackend();
const values = new Map();
/** Creates variables and runs nothing. */
const engine = {
  name: 'onnx',
  variable: (name, shape, initial) => {
    const variable = tf.variable(tf.tensor(initial, shape), true, name);
    values.set(variable, initial);
    return variable;
  },
};
const program = subject in workloads ? distillationStep(engine, subject).program : stepOf(engine, subject);
const frozen = new Map((program.frozen ?? []).map((variable) => [variableName(variable), values.get(variable)]));
const { graph } = traceStep(backend, program);
const passes = trainingPipeline({ blockSize: await measureBlockSize(await loadNativeRuntime()), frozen });
let before = '';
runPasses(graph, passes, (pass, after, declines) => {
  if (wanted !== undefined && wanted !== pass) return;
  const counts = countsOf(after.nodes);
  console.log(`${pass}: ${counts === before && wanted === undefined ? 'the same operations' : counts}`);
  before = counts;
  const reasons = new Map();
  for (const { rule, reason } of declines) {
    const text = `${rule}: ${reason}`;
    reasons.set(text, (reasons.get(text) ?? 0) + 1);
  }
  for (const [text, count] of reasons) console.log(`    declined ${text}${count > 1 ? ` (${count} times)` : ''}`);
  if (wanted === pass) console.log(printGraph(after).join('\n'));
});

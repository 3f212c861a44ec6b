// The operations of a step of many students alone, beside the whole step and PyTorch's: its products, its passes over values of 64 KB
// and more, and the loop over members with the gradients and updates of large weights. What a bound leaves below their sum no form of
// these operations can have. Students of 30 units are in graphs of 20, those of 300 each in a graph of its own.
// Least milliseconds of the processor a step of all students; on one thread, which a busy machine disturbs least.
// Usage: node --import tsx scripts/bench/sweep/parts-alone.mjs [--rounds 12]
// DISTILLERY_PYTHON names a Python that imports torch.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { isPass, isProduct, startNodes } from '../step/nodes-alone.mjs';
import { timedOnProcessor } from '../timing.mjs';
import { startApart, startTogether, studentsOf } from './students.mjs';
import { startTorchStudents } from './torch-students.mjs';

// Required, not imported: the engine's own modules are loaded so, and tfjs takes the kernels of one copy.
const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs-core');
const { bodyOf } = require('../../../src/engine/onnx/graph/node.ts');
const { ensemblePipeline, runPasses, trainingPipeline } = require('../../../src/engine/onnx/passes/pass-pipeline.ts');
const { selectTraceBackend } = require('../../../src/engine/onnx/trace/select-backend.ts');
const { traceStep } = require('../../../src/engine/onnx/trace/trace-step.ts');

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '12' } } });
const threads = 1;
const engine = { threads, clock: 'processor' };
const steps = [
  { count: 60, units: 30, group: 20, bound: 1 / 2 },
  { count: 12, units: 300, group: 1, bound: 0.6 },
];

/** The graph of a step of `group` students before it is put into the loop over steps. */
async function graphOf({ units, group }) {
  const maker = {
    name: 'parts',
    variable: (name, shape, initial) => tf.variable(tf.tensor(initial, [...shape]), true, name),
    write: () => Promise.resolve(),
  };
  const backend = await selectTraceBackend();
  const [{ program }] = await studentsOf(maker, 1, units, `parts of ${units}`);
  const { graph } = traceStep(backend, program);
  const shared = new Set(
    graph.inputs
      .filter(({ name, shape }) => graph.fed.has(name) && shape.some((length) => length > 1))
      .map(({ name }) => name),
  );
  const pipeline =
    group === 1
      ? trainingPipeline({ blockSize: 1, frozen: new Map() })
      : ensemblePipeline({ members: group, shared, constants: new Map() });
  const compiled = runPasses(
    graph,
    pipeline.filter(({ name }) => name !== 'scan-loop'),
  );
  for (const variable of program.variables) variable.dispose();
  return compiled;
}

async function contendersOf(one, torch) {
  const graph = await graphOf(one);
  const { count, units, group } = one;
  const groups = count / group;
  const contenders = new Map();
  const parts = {
    products: graph.nodes.filter(isProduct),
    passes: graph.nodes.filter(isPass),
    'loop over members': graph.nodes.filter((node) => bodyOf(node) !== undefined),
  };
  for (const [name, nodes] of Object.entries(parts)) {
    if (nodes.length === 0) continue;
    const { run, stop } = await startNodes(graph, nodes, threads);
    contenders.set(name, { run: async () => groups * (await timedOnProcessor(run)), stop, isPart: true });
  }
  const ours = group === 1 ? await startApart(engine, 1, units) : await startTogether(engine, group, units, group);
  contenders.set('ours', { run: async () => groups * (await ours.run()), stop: ours.stop });
  for (const way of torch === undefined ? [] : ['loop', 'vmap']) {
    contenders.set(`PyTorch, ${way}`, { run: () => torch.run(way, count, units), stop: () => undefined });
  }
  return contenders;
}

const torch = await startTorchStudents(threads, engine.clock);
console.log(
  `1 thread, least milliseconds of the processor in ${options.rounds} turns; PyTorch ${torch?.version ?? 'is not there'}`,
);
for (const one of steps) {
  const contenders = await contendersOf(one, torch);
  const least = new Map([...contenders.keys()].map((name) => [name, Infinity]));
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const [name, { run, isPart }] of contenders) {
      for (let turn = 0; turn < (isPart === true ? 20 : 3); turn += 1)
        least.set(name, Math.min(least.get(name), await run()));
    }
  }
  for (const { stop } of contenders.values()) await stop();
  const sum = [...contenders].reduce((all, [name, { isPart }]) => (isPart === true ? all + least.get(name) : all), 0);
  const vmap = least.get('PyTorch, vmap') ?? NaN;
  console.log(`\n${one.count} students of 2 × ${one.units} units; ${one.bound} of vmap is wanted`);
  for (const [name, ms] of [...least, ['the parts together', sum]]) {
    console.log(`  ${name.padEnd(20)}${ms.toFixed(2).padStart(8)} ms, ${(ms / vmap).toFixed(3)} of vmap`);
  }
}
torch?.stop();

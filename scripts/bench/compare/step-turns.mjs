// Runs steps of the compiler in a checkout, for a process that asks: `{ compile: NAME }` prepares a workload of 8 steps a launch, `{ seconds }`
// runs its launches for that long and is answered by the least milliseconds of a step in this turn and those of the processors.
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

const checkout = process.argv[2];
const load = (file) => import(pathToFileURL(path.join(checkout, file)).href);
const { createEngine } = await load('src/engine/index.ts');
const { distillationStep, workloads } = await load('scripts/bench/steps.mjs');
const stepsOfLaunch = 8;
let engine;
let launch;

async function compile(name) {
  await engine?.dispose();
  ({ engine } = await createEngine({ preferred: 'onnx', threads: 2 }));
  const { program, feeds } = distillationStep(engine, name);
  const step = await engine.compile(program);
  const all = new Array(stepsOfLaunch).fill(feeds);
  launch = () => step.runAll(all);
}

async function turn(seconds) {
  await launch();
  const used = process.cpuUsage();
  const start = performance.now();
  let [launches, least, end] = [0, Infinity, start];
  while (end - start < 1000 * seconds) {
    await launch();
    const now = performance.now();
    least = Math.min(least, now - end);
    end = now;
    launches += 1;
  }
  const { user, system } = process.cpuUsage(used);
  return { wallMs: least / stepsOfLaunch, processorMs: (user + system) / 1000 / launches / stepsOfLaunch };
}

process.on('message', async (question) => {
  if (question.compile !== undefined) process.send((await compile(question.compile)) ?? {});
  else process.send(await turn(question.seconds));
});
process.on('disconnect', () => process.exit());
process.send({ workloads: Object.keys(workloads) });

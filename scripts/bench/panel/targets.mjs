// The soft targets of many examples, on the extension's side: how long each answer takes, and for how long it holds the
// event loop, which is what a freeze of the editor would be.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { TargetsController } from '../../../src/panel/targets/controller.ts';
import { EvaluationWriter } from '../../../src/runs/index.ts';

const count = 10_000;
const bounds = { answerMs: 2000, heldMs: 100 };

function makeRun(runs, classes) {
  const runFolder = path.join(runs, `targets-${classes}`);
  mkdirSync(runFolder, { recursive: true });
  const noise = (place) => (Math.abs(Math.sin(place * 12.9898) * 43758.5453) % 1) * 6;
  const labels = Int32Array.from({ length: count }, (_, row) => (row * 7919) % classes);
  const taught = Float32Array.from({ length: count * classes }, (_, place) => noise(place));
  labels.forEach((label, row) => (taught[row * classes + label] += 4));
  const student = taught.map((logit, place) => 0.8 * logit + noise(place + 0.5) / 3);
  const cacheFolder = path.join(runs, 'cache');
  const writer = new EvaluationWriter({ runFolder, cacheFolder, classes });
  writer.putSplit('test', { labels, teachers: [{ name: 'teacher', logits: taught }] });
  writer.putStudent({ checkpoints: ['best'], split: 'test', step: 100, epoch: 1, logits: student });
  return runFolder;
}

async function measure(runFolder) {
  let answer;
  const controller = new TargetsController({
    runFolder,
    send: (given) => {
      answer = given;
      return Promise.resolve(true);
    },
  });
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const times = {};
  delays.enable();
  const ask = async (name, request) => {
    const begun = performance.now();
    await controller.handle(request);
    times[name] = performance.now() - begun;
    if (answer.type === 'problem') throw new Error(answer.message);
    return answer;
  };
  const { evaluations } = await ask('overview', { type: 'overview' });
  const address = { evaluation: evaluations[0].key, teacher: 0 };
  await ask('all examples', { type: 'samples', ...address });
  await ask('one example', { type: 'rows', ...address, selection: { kind: 'sample', index: 5 } });
  await ask('one class', { type: 'rows', ...address, selection: { kind: 'class', index: 3 } });
  delays.disable();
  controller.stop();
  return { times, heldMs: delays.max / 1e6 };
}

/** Measures it for few and for many classes. Gives a line for each. */
export async function measureTargets({ runs }) {
  const lines = [];
  for (const classes of [10, 1000]) {
    const { times, heldMs } = await measure(makeRun(runs, classes));
    const figures = Object.entries(times).map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`);
    lines.push({
      bound: `soft targets of ${count.toLocaleString('en')} × ${classes.toLocaleString('en')}: each answer under ${bounds.answerMs} ms, the event loop held under ${bounds.heldMs} ms`,
      figure: `${figures.join(', ')}; held for at most ${heldMs.toFixed(0)} ms`,
      isWithin: Object.values(times).every((ms) => ms < bounds.answerMs) && heldMs < bounds.heldMs,
      details: { times, heldMs },
    });
  }
  return lines;
}

// Trains epochs from cached rows, and before and after each of them runs as many of its steps with a batch that is there. Prints an
// epoch's time as a multiple of its steps alone, the median of the tries, and the largest resident memory in MB:
//   node --import tsx epoch.mjs FOLDER SIDE COUNT
import { performance } from 'node:perf_hooks';
import { configSchema, settingsOf } from '../../../src/config/index.ts';
import { wholeSet } from '../../../src/data/index.ts';
import { createEngine } from '../../../src/engine/index.ts';
import { LoopEvents } from '../../../src/trainer/loop/events.ts';
import { fit } from '../../../src/trainer/loop/fit.ts';
import { rowsOfStep } from '../../../src/trainer/step/row-table.ts';
import { trainProgram } from '../../../src/trainer/step/step-program.ts';
import { TrainableNetwork } from '../../../src/trainer/step/trainable-network.ts';
import { median } from '../timing.mjs';
import { openRows } from './cached-rows.mjs';

const [folder, side, count] = process.argv.slice(2);
const { data } = openRows(folder, Number(side));
const written = configSchema.parse({
  ...{ name: 'bench', data: { format: 'images', path: 'x', size: Number(side), test: 0.1 } },
  ...{ student: { model: { preset: 'cnn-small' } }, loss: { hard: 1, soft: 0 }, train: { epochs: 1, batchSize: 128 } },
});
const { engine } = await createEngine({ preferred: 'onnx' });
const objective = settingsOf(written);
const { train } = written;
const network = new TrainableNetwork({
  ...{ engine, data, network: { kind: 'described', architecture: written.student.model } },
  ...{ phase: 'student', prefix: 'student', seed: 1, optimizer: train.optimizer, objective },
  throwIfStopped: () => undefined,
});
const ways = rowsOfStep(engine, data, []);
const parts = {
  ...ways,
  ...{ model: network.model, optimizer: network.optimizer, objective, learned: network.learned },
  classCounts: data.classCounts,
};
const sizes = { batchSize: train.batchSize, shape: data.shape, classes: data.classes };
const step = await engine.compile(trainProgram('the step', parts, sizes));
let launches = [];
let kept;
const recorded = {
  ...step,
  runAll: async (feeds) => {
    launches.push(feeds.length);
    kept ??= feeds[0];
    return step.runAll(feeds);
  },
};
const examples = { indices: wholeSet(data).indices.subarray(0, Number(count)) };
const epoch = () =>
  fit({
    ...{
      step: recorded,
      optimizer: network.optimizer,
      dropoutSites: network.model.dropoutSites,
      data,
      examples,
      train,
    },
    ...{ gathersRows: ways.rows !== undefined, dividesBytes: ways.dividesBytes },
    ...{ seed: 1, objective, teachers: [], firstStep: 0, endedEpochs: 0, syncEvery: undefined },
    ...{ network: { title: 'the student', phase: 'student' }, events: new LoopEvents(), pause: async () => undefined },
  });
const seconds = async (run) => {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
};
// Batches of a launch lie behind one another in memory, as those of an epoch do.
const size = train.batchSize * data.features;
const images = new Float32Array(50 * size);
const alone = async () => {
  for (const length of launches) {
    const feeds = Array.from({ length }, (_, index) => ({
      ...kept,
      ...(ways.rows === undefined && { images: images.subarray(index * size, (index + 1) * size) }),
    }));
    await step.runAll(feeds);
  }
};
// The first epochs begin with one step a launch, until it is known how long one takes; compilers have their time meanwhile.
await epoch();
launches = [];
await epoch();
if (ways.rows === undefined) for (let start = 0; start < images.length; start += size) images.set(kept.images, start);
// A machine becomes faster and slower in the course of a minute: each epoch is held against the steps on both sides of it.
const ratios = [];
let before = await seconds(alone);
for (let left = 6; left > 0; left -= 1) {
  launches = [];
  const whole = await seconds(epoch);
  const after = await seconds(alone);
  ratios.push((2 * whole) / (before + after));
  before = after;
}
console.log(median(ratios), process.resourceUsage().maxRSS / 1024);
process.exit(0);

// The step of many students on the compiled engine, in one graph or one after the other, by the product's own program.
import { configSchema, settingsOf } from '../../../src/config/index.ts';
import { Generator } from '../../../src/data/index.ts';
import { createEngine } from '../../../src/engine/index.ts';
import { stepsPerLaunch } from '../../../src/trainer/loop/steps-per-launch.ts';
import { prepareStep } from '../../../src/trainer/step/prepare-step.ts';
import { trainProgram } from '../../../src/trainer/step/step-program.ts';
import { teacherInput } from '../../../src/trainer/step/teacher-source.ts';
import { TrainableNetwork } from '../../../src/trainer/step/trainable-network.ts';
import { timed, timedOnProcessor } from '../timing.mjs';

const batchSize = 128;
const [pixels, classes] = [784, 10];
const data = { shape: [pixels], features: pixels, classes, classCounts: new Array(classes).fill(5500) };

function numbers(count, seed) {
  const generator = new Generator(seed);
  return Float32Array.from({ length: count }, () => generator.nextNormal());
}

const labels = new Float32Array(batchSize * classes);
for (let row = 0; row < batchSize; row += 1) labels[row * classes + (row % classes)] = 1;
const weights = new Float32Array(batchSize).fill(1 / batchSize);
/** One batch, which all students learn from. */
const batch = {
  ...{ images: numbers(batchSize * pixels, 1), labels, weights, labelWeights: weights, count: batchSize },
  indices: Int32Array.from({ length: batchSize }, (_, row) => row),
};
const taught = numbers(batchSize * classes, 2);

/** Students of two layers, each with a temperature of its own: their programs and the inputs of a step. */
export async function studentsOf(engine, count, units, name) {
  const students = [];
  for (let index = 0; index < count; index += 1) {
    const config = configSchema.parse({
      ...{ name, data: { set: 'mnist' }, teacher: { model: { preset: 'mlp', hidden: [8] } } },
      student: { model: { preset: 'mlp', hidden: [units, units] } },
      temperature: { strategy: 'constant', value: 1 + (19 * index) / Math.max(count - 1, 1) },
      train: { epochs: 1, batchSize, optimizer: { name: 'adam', learningRate: 0.001 } },
    });
    const { train } = config;
    const objective = settingsOf(config);
    const network = new TrainableNetwork({
      ...{ engine, data, seed: index, objective, optimizer: train.optimizer, phase: 'student' },
      ...{ network: { kind: 'described', architecture: config.student.model }, prefix: `${name}${index}` },
    });
    await network.drawFirstWeights(() => Promise.resolve());
    const { model, optimizer, learned } = network;
    const parts = { model, optimizer, objective, learned, classCounts: data.classCounts };
    const settings = { optimizer, data, train, seed: 1, objective, dropoutSites: [] };
    const moment = { step: 0, steps: 430, epoch: 0, epochs: 1 };
    students.push({
      program: trainProgram(`${name} ${index}`, parts, { batchSize, shape: data.shape, classes }),
      feeds: { ...prepareStep(settings, batch, moment).feeds, [teacherInput(0)]: taught },
    });
  }
  return students;
}

const clocks = { wall: timed, processor: timedOnProcessor };

/** Students in graphs of at most `size`: `run` takes a launch of steps of all students, and gives a step's milliseconds by a clock. */
export async function startTogether({ threads, clock }, count, units, size) {
  const { engine } = await createEngine({ preferred: 'onnx', threads });
  const students = await studentsOf(engine, count, units, `together${size}of${count}s`);
  const groups = [];
  const each = Math.ceil(count / Math.ceil(count / size));
  for (let start = 0; start < count; start += each) {
    const group = students.slice(start, start + each);
    const ensemble = await engine.compileEnsemble(group.map(({ program }) => program));
    groups.push({ ensemble, feeds: group.map(({ feeds }) => feeds) });
  }
  let stepMs;
  const run = async () => {
    const steps = stepsPerLaunch(stepMs === undefined ? undefined : stepMs / groups.length);
    const ms = await clocks[clock](async () => {
      for (const { ensemble, feeds } of groups) await ensemble.runAll(new Array(steps).fill(feeds));
    });
    stepMs = ms / steps;
    return stepMs;
  };
  return { run, stop: () => engine.dispose() };
}

/** The same one after the other, as runs of their own. */
export async function startApart({ threads, clock }, count, units) {
  const { engine } = await createEngine({ preferred: 'onnx', threads });
  const students = await studentsOf(engine, count, units, `apart${count}s`);
  const compiled = [];
  for (const { program, feeds } of students) compiled.push({ step: await engine.compile(program), feeds });
  let stepMs;
  const run = async () => {
    const steps = stepsPerLaunch(stepMs === undefined ? undefined : stepMs / count);
    const ms = await clocks[clock](async () => {
      for (const { step, feeds } of compiled) await step.runAll(new Array(steps).fill(feeds));
    });
    stepMs = ms / steps;
    return stepMs;
  };
  return { run, stop: () => engine.dispose() };
}

// Times a step of each temperature strategy, loss and combination against `constant` with `kl`, a few together as the trainer
// runs them, in alternation, on the traced engine: student 784-800-800-10, batch 128, cached logits, SGD.
// Usage: npm run bench:objectives [-- --json] [--rounds 30] [--threads 2]
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { median, timed } from './timing.mjs';
import { configSchema, settingsOf } from '../../src/config/index.ts';
import { combinations, losses, scalarNames, strategies } from '../../src/distillation/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { buildModel, buildOptimizer } from '../../src/models/index.ts';
import { optimizerSchema } from '../../src/models/training/index.ts';
import { buildLearnedTemperatures } from '../../src/trainer/step/learned-temperature.ts';
import { trainProgram } from '../../src/trainer/step/step-program.ts';
import { teacherInput } from '../../src/trainer/step/teacher-source.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '30' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  },
});
const rounds = Math.max(20, Number(options.rounds));
const threads = Number(options.threads);
const [batchSize, classes, pixels] = [128, 10, 784];
const wanted = 1.3;
const warmUpRounds = 5;
const stepsPerLaunch = 8;

const mlp = (width) => ({ preset: 'mlp', hidden: [width, width] });
const needed = { step: { milestones: [1] }, expression: { value: '2 + confidence' } };
const three = ['one', 'two', 'three'].map((name) => ({ name, model: mlp(1200) }));
const written = {
  'constant + kl': {},
  ...Object.fromEntries(
    strategies.map(({ name }) => [
      `temperature ${name}`,
      {
        temperature: { strategy: name, ...needed[name] },
        ...(name === 'annealing-kd' ? { loss: { kind: 'mse' } } : {}),
      },
    ]),
  ),
  ...Object.fromEntries(losses.map(({ name }) => [`loss ${name}`, { loss: { kind: name } }])),
  'loss kl, clamped': { loss: { clampLogits: 10 } },
  ...Object.fromEntries(
    combinations.map(({ name }) => [`three teachers, ${name}`, { teacher: undefined, teachers: three, combine: name }]),
  ),
};

let state = 12345;
const uniform = () => (state = (state * 16807) % 2147483647) / 2147483647;
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const numbers = (count, scale) => Float32Array.from({ length: count }, () => scale * normal());

async function contender(name, config) {
  const { engine } = await createEngine({ preferred: 'onnx', threads });
  const objective = settingsOf(
    configSchema.parse({
      name,
      data: { set: 'mnist' },
      student: { model: mlp(800) },
      teacher: { model: mlp(1200) },
      ...config,
    }),
  );
  const model = buildModel(configSchema.shape.student.parse({ model: mlp(800) }).model, {
    ...{ input: [28, 28, 1], classes, engine, prefix: name, nextNormal: normal, nextUniform: uniform },
  });
  const settings = optimizerSchema.parse({ name: 'sgd' });
  const parts = {
    ...{ model, objective, classCounts: new Array(classes).fill(6000) },
    optimizer: buildOptimizer(settings, model.trained, engine, `${name}/optimizer`),
    learned: buildLearnedTemperatures(objective, settings, engine),
  };
  const program = trainProgram(name, parts, { batchSize, shape: [28, 28, 1], classes });
  let step;
  const compileMs = await timed(async () => (step = await engine.compile(program)));
  const labels = new Float32Array(batchSize * classes);
  for (let row = 0; row < batchSize; row += 1) labels[row * classes + (row % classes)] = 1;
  const weights = new Float32Array(batchSize).fill(1 / batchSize);
  const feeds = {
    ...{ images: numbers(batchSize * pixels, 1), labels, weights, labelWeights: weights, learningRate: 1e-4 },
    ...Object.fromEntries(objective.teachers.map((_, index) => [teacherInput(index), numbers(batchSize * classes, 4)])),
    ...Object.fromEntries(scalarNames(objective).map((scalar) => [scalar, 1])),
  };
  const steps = new Array(stepsPerLaunch).fill(feeds);
  return { compileMs, run: () => step.runAll(steps), stop: () => engine.dispose() };
}

/** Alternating runs of one objective and the base, so that a busy machine slows both alike. */
async function compare(base, other) {
  const times = { base: [], other: [] };
  for (let round = 0; round < rounds + warmUpRounds; round += 1) {
    for (const [key, { run }] of [
      ['base', base],
      ['other', other],
    ]) {
      const ms = (await timed(run)) / stepsPerLaunch;
      if (round >= warmUpRounds) times[key].push(ms);
    }
  }
  return { medianMs: median(times.other), ratio: median(times.other) / median(times.base) };
}

const [[baseName, baseConfig], ...others] = Object.entries(written);
const base = await contender(baseName, baseConfig);
const results = [];
if (!options.json)
  console.log(
    `batch ${batchSize}, ${threads} threads, load ${loadavg()[0].toFixed(1)}, medians of ${rounds}; at most ${wanted} is wanted`,
  );
for (const [name, config] of others) {
  const other = await contender(name, config);
  const result = { name, compileMs: other.compileMs, ...(await compare(base, other)) };
  await other.stop();
  results.push(result);
  if (options.json) continue;
  const { medianMs, ratio, compileMs } = result;
  console.log(
    `${name.padEnd(32)}${medianMs.toFixed(2).padStart(8)} ms  ${ratio.toFixed(2)}  compiled in ${compileMs.toFixed(0)} ms`,
  );
}
await base.stop();
const worst = Math.max(...results.map(({ ratio }) => ratio));
if (options.json) console.log(JSON.stringify({ threads, rounds, load: loadavg(), worst, results }, null, 2));
else console.log(`the slowest takes ${worst.toFixed(2)} of the base's time`);
process.exitCode = worst <= wanted ? 0 : 1;

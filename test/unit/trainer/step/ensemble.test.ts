import assert from 'node:assert/strict';
import { configSchema, isDescribed, settingsOf, type ResolvedConfig } from '../../../../src/config';
import { Generator, wholeSet } from '../../../../src/data';
import { createEngine, type Engine, type Feeds, type StepOutputs, type StepProgram } from '../../../../src/engine';
import { engineOfMember } from '../../../../src/trainer/ensemble/member-engine';
import { BatchQueue } from '../../../../src/trainer/loop/batch-queue';
import { prepareStep, type StepSettings } from '../../../../src/trainer/step/prepare-step';
import { rowsOfStep } from '../../../../src/trainer/step/row-table';
import { trainProgram } from '../../../../src/trainer/step/step-program';
import { teacherFeeds } from '../../../../src/trainer/step/teacher-source';
import { TrainableNetwork } from '../../../../src/trainer/step/trainable-network';
import { classes, data } from '../synthetic';

const steps = 200;
const stepsAtOnce = 40;
/** Steps of the cases that differ from the first ones in operations alone. */
const few = 40;
/** Logits of a teacher that is right more often than not. */
const generator = new Generator(4);
const logits = Float32Array.from(
  { length: data.train.count * classes },
  (_, place) => (data.train.labels[Math.floor(place / classes)] === place % classes ? 3 : 0) + generator.nextNormal(),
);

interface Student {
  readonly network: TrainableNetwork;
  readonly program: StepProgram;
  /** The inputs of a step. */
  readonly feedsAt: (step: number) => Promise<Feeds>;
}

/** A student of a config, as the training of one of several runs makes it. */
async function studentOf(shared: Engine, config: ResolvedConfig, place: number, gathersRows = false): Promise<Student> {
  const engine = engineOfMember(shared, place);
  const { student, train, seed } = config;
  const objective = settingsOf(config);
  assert.ok(isDescribed(student.model));
  const network = new TrainableNetwork({
    ...{ engine, data, seed, objective, optimizer: train.optimizer, phase: 'student' },
    network: { kind: 'described', architecture: student.model },
    prefix: 'student',
  });
  await network.drawFirstWeights(() => Promise.resolve());
  const { model, optimizer, learned } = network;
  const { rows } = gathersRows ? rowsOfStep(engine, data, [{ kind: 'cached', logits }]) : {};
  assert.equal(rows !== undefined, gathersRows);
  const parts = { model, optimizer, objective, learned, classCounts: data.classCounts, rows };
  const sizes = { batchSize: train.batchSize, shape: data.shape, classes };
  const settings: StepSettings = {
    ...{ optimizer, data, train, seed, objective, examples: wholeSet(data), dropoutSites: model.dropoutSites },
    gathersRows,
  };
  const batches = new BatchQueue(settings);
  const perEpoch = Math.ceil(data.train.count / train.batchSize);
  return {
    network,
    program: trainProgram('a step', parts, sizes),
    feedsAt: async (step) => {
      const moment = { step, steps, epoch: step / perEpoch, epochs: steps / perEpoch };
      const { feeds, batch } = prepareStep(settings, await batches.take(step), moment);
      const sources = [{ kind: 'cached' as const, logits }];
      return { ...feeds, ...(await teacherFeeds(sources, batch, { ...sizes, epoch: 0 })) };
    },
  };
}

const configOf = (written: object): ResolvedConfig =>
  configSchema.parse({
    ...{ name: 'a', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [12] } } },
    train: { epochs: 60, batchSize: 32, optimizer: { learningRate: 0.01 } },
    teacher: { model: { preset: 'mlp', hidden: [40] } },
    ...written,
  });

type Numbers = readonly Float32Array[];

/** All that the training of each student leaves, and its losses: one by one. */
async function trainAlone(
  configs: readonly ResolvedConfig[],
  taken: number,
): Promise<{ states: Numbers[]; losses: number[][] }> {
  const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
  const [states, losses]: [Numbers[], number[][]] = [[], []];
  for (const [place, config] of configs.entries()) {
    const { network, program, feedsAt } = await studentOf(engine, config, place);
    const compiled = await engine.compile(program);
    const own: number[] = [];
    for (let start = 0; start < taken; start += stepsAtOnce) {
      const fed: Feeds[] = [];
      for (let step = start; step < start + stepsAtOnce; step += 1) fed.push(await feedsAt(step));
      own.push(...(await compiled.runAll(fed)).map((outputs) => outputs['loss']?.[0] ?? NaN));
    }
    states.push(await network.read(network.state));
    losses.push(own);
  }
  await engine.dispose();
  return { states, losses };
}

/** Trains the runs in one graph. */
async function trainTogether(
  configs: readonly ResolvedConfig[],
  taken: number,
  gathersRows: boolean,
): Promise<{ states: Numbers[]; losses: number[][] }> {
  const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
  const students: Student[] = [];
  for (const [place, config] of configs.entries()) students.push(await studentOf(engine, config, place, gathersRows));
  const [first, ...others] = students.map(({ program }) => program);
  assert.ok(first !== undefined && engine.compileEnsemble !== undefined);
  const ensemble = await engine.compileEnsemble([first, ...others]);
  const losses = configs.map((): number[] => []);
  for (let start = 0; start < taken; start += stepsAtOnce) {
    const fed: (readonly Feeds[])[] = [];
    for (let step = start; step < start + stepsAtOnce; step += 1) {
      const feeds = await Promise.all(students.map(({ feedsAt }) => feedsAt(step)));
      fed.push(feeds.map((own) => sharing(feeds[0] ?? own, own)));
    }
    for (const outputs of await ensemble.runAll(fed)) {
      outputs.forEach((own: StepOutputs, member) => losses[member]?.push(own['loss']?.[0] ?? NaN));
    }
  }
  const states: Numbers[] = [];
  for (const { network } of students) states.push(await network.read(network.state));
  await engine.dispose();
  return { states, losses };
}

/** The feeds with the first member's arrays in place of equal ones, as members that share batches have them. */
function sharing(first: Feeds, own: Feeds): Feeds {
  return Object.fromEntries(
    Object.entries(own).map(([name, feed]) => {
      const other = first[name];
      const isSame = typeof feed !== 'number' && Buffer.compare(bytesOf(feed), bytesOf(other)) === 0;
      return [name, isSame && other !== undefined ? other : feed];
    }),
  );
}

function bytesOf(feed: Feeds[string] | undefined): Buffer {
  if (feed === undefined || typeof feed === 'number') return Buffer.alloc(0);
  return Buffer.from(feed.buffer, feed.byteOffset, feed.byteLength);
}

/** Rounding of a weight after all steps; that of a learned temperature, whose gradient is a sum of terms that cancel, is more. */
const [ofWeights, ofTemperature] = [1e-5, 1e-4];

async function assertSame(
  written: readonly object[],
  bound = ofWeights,
  taken = steps,
  gathersRows = false,
): Promise<void> {
  const configs = written.map(configOf);
  const [alone, together] = [await trainAlone(configs, taken), await trainTogether(configs, taken, gathersRows)];
  configs.forEach((_, member) => {
    const [expected, found] = [alone.states[member] ?? [], together.states[member] ?? []];
    assert.equal(found.length, expected.length);
    expected.forEach((values, index) => {
      values.forEach((value, place) => {
        const other = found[index]?.[place] ?? NaN;
        assert.ok(
          Math.abs(value - other) <= bound * Math.max(1, Math.abs(value)),
          `member ${member}, variable ${index}[${place}]: ${other} and, alone, ${value}`,
        );
      });
    });
    assert.notDeepEqual(expected, alone.states[(member + 1) % configs.length], 'members differ');
  });
  const [first, last] = [alone.losses[0]?.[0] ?? NaN, alone.losses[0]?.at(-1) ?? NaN];
  assert.ok(last < first, 'they learn');
  alone.losses.forEach((own, member) =>
    own.forEach((loss, step) => {
      const other = together.losses[member]?.[step] ?? NaN;
      assert.ok(
        Math.abs(other - loss) <= 1e-4 * Math.max(1, loss),
        `member ${member}, step ${step}: ${other}, ${loss}`,
      );
    }),
  );
}

const adam = (learningRate: number, more: object = {}): object => ({
  train: { epochs: 60, batchSize: 32, optimizer: { name: 'adam', learningRate, ...more } },
});
const constant = (value: number): object => ({ temperature: { strategy: 'constant', value } });

describe('students in one graph end as students that train one by one', function () {
  this.timeout(60_000);

  it('after 200 steps with temperatures, weights of the terms and learning rates of their own', () =>
    assertSame([
      { ...constant(1), ...adam(0.01), loss: { kind: 'kl', soft: 0.5 } },
      { ...constant(4), ...adam(0.003), loss: { kind: 'kl', soft: 0.9 } },
      { ...constant(20), ...adam(0.02), loss: { kind: 'kl', soft: 0.7 } },
    ]));

  // A unit whose input changes its sign by rounding takes another course: tanh has no such place, and small rates stay calm.
  const rates = { sgd: [0.004, 0.01], momentum: [0.004, 0.01], adam: [0.0003, 0.001] } as const;
  for (const name of ['sgd', 'momentum', 'adam'] as const) {
    it(`with large weights, whose updates go from member to member, by ${name}`, () =>
      assertSame(
        rates[name].map((rate, seed) => ({
          ...{ ...constant(2), ...adam(rate, { name }), seed },
          student: { model: { preset: 'mlp', hidden: [920, 9], activation: 'tanh' } },
        })),
        ofWeights,
        few,
      ));
  }

  it('after 200 steps with seeds of their own: other weights at first, and other rows in each step', () =>
    assertSame([1, 2, 3].map((seed) => ({ ...constant(3), seed }))));

  for (const [name, seeds] of Object.entries({ 'all the same': [1, 1, 1], 'of each student': [1, 2, 3] })) {
    it(`with rows that the graph gathers, ${name}`, () =>
      assertSame(
        seeds.map((seed, member) => ({ ...constant(1 + 2 * member), seed })),
        ofWeights,
        few,
        true,
      ));
  }

  it('with several layers, batch norms and dropout', () =>
    assertSame(
      [1, 2, 3].map((seed) => ({
        ...constant(seed + 1),
        seed: 5,
        student: {
          model: {
            preset: 'custom',
            layers: [
              { type: 'flatten' },
              { type: 'dense', units: 10 },
              { type: 'batchNorm' },
              { type: 'activation', function: 'relu' },
              { type: 'dropout', rate: 0.2 },
              { type: 'dense', units: 8, activation: 'tanh' },
              { type: 'layerNorm' },
            ],
          },
        },
      })),
      ofWeights,
      few,
    ));

  for (const name of ['nesterov', 'rmsprop'] as const) {
    it(`with ${name}`, () =>
      assertSame(
        [0.02, 0.05].map((rate) => ({ ...constant(2), ...adam(rate, { name }) })),
        ofWeights,
        few,
      ));
  }

  it('with numbers of their own that are constants of the step: decay, momentum and limits of norms', () =>
    assertSame(
      [
        { ...constant(2), ...adam(0.01, { name: 'adamw', weightDecay: 0.1, clipNorm: 0.5, maxNorm: 2, beta1: 0.8 }) },
        { ...constant(2), ...adam(0.01, { name: 'adamw', weightDecay: 0.02, clipNorm: 0.7, maxNorm: 3, beta1: 0.85 }) },
      ],
      ofWeights,
      few,
    ));

  for (const strategy of ['std', 'confidence', 'class-frequency', 'learned', 'dtkd'] as const) {
    it(`with temperatures by ${strategy}`, () =>
      assertSame(
        [0.01, 0.02].map((rate) => ({ temperature: { strategy }, ...adam(rate) })),
        strategy === 'learned' ? ofTemperature : ofWeights,
        few,
      ));
  }
});

describe('students that differ in more than numbers', () => {
  it('are refused with the difference', async () => {
    const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
    const [one, other] = await Promise.all(
      [{}, { student: { model: { preset: 'mlp', hidden: [12], activation: 'tanh' } } }].map((written, place) =>
        studentOf(engine, configOf(written), place),
      ),
    );
    assert.ok(one !== undefined && other !== undefined);
    await assert.rejects(
      async () => engine.compileEnsemble?.([one.program, other.program]),
      /^UncompilableError|^Error: a step cannot be one of 2 in one graph: they do not have the same operations/,
    );
    await engine.dispose();
  });

  it('are refused where they read rows of different splits', async () => {
    const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
    const students = await Promise.all([1, 2].map((seed) => studentOf(engine, configOf({ seed }), seed, true)));
    const [one, other] = students.map(({ program }) => program);
    assert.ok(one?.tables !== undefined && other?.tables !== undefined);
    const tables = Object.fromEntries(
      Object.entries(other.tables).map(([name, table]) => [name, { ...table, values: table.values.slice() }]),
    );
    await assert.rejects(
      async () => engine.compileEnsemble?.([one, { ...other, tables }]),
      /a step cannot be one of 2 in one graph: the table 'row table' is not the same for all/,
    );
    await engine.dispose();
  });

  it('are refused where a layer has no form for several students', async () => {
    const { engine } = await createEngine({ preferred: 'onnx', threads: 1 });
    const model = { preset: 'custom', layers: [{ type: 'conv2d', filters: 2 }, { type: 'globalAveragePool' }] };
    const students = await Promise.all(
      [1, 2].map((seed) => studentOf(engine, configOf({ seed, student: { model } }), seed)),
    );
    const [one, other] = students;
    assert.ok(one !== undefined && other !== undefined);
    await assert.rejects(
      async () => engine.compileEnsemble?.([one.program, other.program]),
      /a step cannot be one of 2 in one graph: Conv has no form for an ensemble/,
    );
    await engine.dispose();
  });
});

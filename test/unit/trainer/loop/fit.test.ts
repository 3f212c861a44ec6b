import assert from 'node:assert/strict';
import { configSchema, settingsOf } from '../../../../src/config';
import type { DataSet, Split } from '../../../../src/data';
import type { CompiledStep, Feeds, StepOutputs } from '../../../../src/engine';
import { StopRequested, TrainingFailure } from '../../../../src/trainer/context/failure';
import { LoopEvents, type LoopHandler } from '../../../../src/trainer/loop/events';
import { fit, type FitOptions } from '../../../../src/trainer/loop/fit';
import { stepsPerLaunch } from '../../../../src/trainer/loop/steps-per-launch';

const count = 40;
const perEpoch = 10;

function dataSet(): DataSet {
  const split: Split = {
    count,
    images: Float32Array.from({ length: count }, (_, index) => index),
    labels: Int32Array.from({ length: count }, (_, index) => index % 2),
  };
  const parts = { train: split, validation: split, test: split };
  const classList = [0, 1].map((label) => ({ name: String(label), label }));
  const content = { sha256: '', count };
  const identity = { train: content, validation: content, test: content };
  return {
    shape: [1, 1, 1],
    features: 1,
    unit: 255,
    classes: 2,
    classList,
    ...parts,
    classCounts: [20, 20],
    identity,
    hash: '',
  };
}

interface Given {
  readonly syncEvery?: number;
  /** The step whose loss is infinite. */
  readonly infiniteAt?: number;
  /** The step after which a stop is requested. */
  readonly stopAt?: number;
  readonly firstStep?: number;
  readonly network?: FitOptions['network'];
  readonly endedEpochs?: number;
  /** Steps run beside this process. */
  readonly runsBeside?: boolean;
}

interface Fitted {
  /** Events in their order. */
  readonly seen: string[];
  /** Steps of each launch. */
  readonly launches: number[];
  /** Steps that were reported when a launch ended. */
  readonly launchEnds: number[];
  readonly images: number[];
  readonly error: unknown;
}

/** Fits on a step that counts. */
async function fitted({
  syncEvery,
  infiniteAt = Infinity,
  stopAt = Infinity,
  firstStep = 0,
  endedEpochs = 0,
  runsBeside = false,
  network = { title: 'the student', phase: 'student' },
}: Given): Promise<Fitted> {
  const written = configSchema.parse({
    ...{ name: 'fit', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [4] } } },
    ...{ loss: { hard: 1, soft: 0 }, train: { epochs: 2, batchSize: 4 } },
  });
  const { train } = written;
  const [seen, launches, images]: [string[], number[], number[]] = [[], [], []];
  let step = firstStep;
  const one = (feeds: Feeds): StepOutputs => {
    step += 1;
    images.push(...(feeds['images'] as Float32Array));
    return {
      hard: Float32Array.of(1),
      soft: Float32Array.of(0),
      loss: Float32Array.of(step < infiniteAt ? 1 : Infinity),
    };
  };
  const compiled: CompiledStep = {
    ...(runsBeside && { ahead: { maxSteps: 200 } }),
    run: () => Promise.reject(new Error('steps are run together')),
    runAll: (steps) => {
      launches.push(steps.length);
      return Promise.resolve(steps.map(one));
    },
    dispose: () => undefined,
  };
  const events = new LoopEvents();
  const launchEnds: number[] = [];
  const reported = (): number => seen.filter((event) => event.startsWith('step')).length;
  events.subscribe([{ onLaunchEnd: () => void launchEnds.push(reported()) }]);
  events.subscribe([recorder(seen, () => step), { onStateSynced: () => Promise.resolve(void seen.push('after it')) }]);
  const options: FitOptions = {
    ...{ step: compiled, dropoutSites: [], data: dataSet(), train, seed: 1, teachers: [] },
    ...{ firstStep, endedEpochs, syncEvery, events, network },
    optimizer: { variables: [], scalarNames: [], scalarsAt: () => ({}), apply: () => undefined },
    examples: { indices: Int32Array.from({ length: count }, (_, index) => index) },
    objective: settingsOf(written),
    pause: () => (step >= stopAt ? Promise.reject(new StopRequested()) : Promise.resolve()),
  };
  const error: unknown = await fit(options).catch((thrown: unknown) => thrown);
  return { seen, launches, launchEnds, images, error };
}

/** Writes each event into a list. */
function recorder(seen: string[], lastStep: () => number): LoopHandler {
  return {
    onStep: (result) => void seen.push(`step ${result.step}`),
    onStateSynced: () => Promise.resolve(void seen.push('synced')),
    onEpochEnd: (epoch) => Promise.resolve(void seen.push(`epoch ${epoch} after ${lastStep()}`)),
    onStop: () => Promise.resolve(void seen.push('stop')),
    onEnd: () => Promise.resolve(void seen.push('end')),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('fit', () => {
  it('runs short steps together, and never beyond the end of an epoch', async () => {
    const { seen, launches, images } = await fitted({});
    assert.equal(launches[0], 1, 'how long a step takes is not known before the first');
    assert.ok(Math.max(...launches) > 1);
    assert.equal(sum(launches), 2 * perEpoch);
    const steps = seen.filter((event) => event !== 'synced' && event !== 'after it');
    const epoch = (number: number): string[] =>
      Array.from({ length: perEpoch }, (_, index) => `step ${(number - 1) * perEpoch + index + 1}`);
    assert.deepEqual(steps, [...epoch(1), 'epoch 1 after 10', ...epoch(2), 'epoch 2 after 20', 'end']);
    const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
    const all = Array.from({ length: count }, (_, index) => index);
    assert.deepEqual(sorted(images.slice(0, count)), all, 'each example once in an epoch');
    assert.deepEqual(sorted(images.slice(count)), all);
    assert.notDeepEqual(images.slice(0, count), images.slice(count), 'in another order in each');
  });

  it('gives an engine that waits, and runs beside this process, an eighth of a launch: the next is prepared meanwhile', async () => {
    // Steps take no time here, and a launch may have 50 of them.
    const [first = 0, rest = 0] = (await fitted({ runsBeside: true })).launches.slice(-2);
    assert.ok(first <= 7 && first + rest === perEpoch, `${first} and ${rest}`);
    assert.equal((await fitted({})).launches.at(-1), perEpoch);
  });

  it('syncs the state after each step at which a checkpoint is due, and tells its handlers in turn', async () => {
    const { seen } = await fitted({ syncEvery: 3 });
    for (const due of [3, 6, 9, 12, 15, 18]) {
      const at = seen.indexOf(`step ${due}`);
      assert.deepEqual(seen.slice(at + 1, at + 3), ['synced', 'after it'], `${due}`);
    }
  });

  it('reports the steps before one that is not finite, and syncs no state of its launch', async () => {
    const { seen, error } = await fitted({ infiniteAt: 7 });
    assert.ok(error instanceof TrainingFailure);
    assert.match(error.message, /the loss term became Infinity at step 7/);
    assert.deepEqual(
      seen.filter((event) => event.startsWith('step')),
      Array.from({ length: 6 }, (_, index) => `step ${index + 1}`),
    );
    assert.equal(seen.at(-1), 'step 6');
  });

  it('ends each launch once its steps are reported, also one in which a step is not finite', async () => {
    const { launches, launchEnds } = await fitted({});
    assert.deepEqual(
      launchEnds,
      launches.map((_, index) => sum(launches.slice(0, index + 1))),
    );
    assert.equal((await fitted({ infiniteAt: 7 })).launchEnds.at(-1), 6);
  });

  it('blames a teacher that diverges as the teacher, and its own learning rate', async () => {
    const { error } = await fitted({ infiniteAt: 7, network: { title: "the teacher 'large'", phase: 'teacher' } });
    assert.ok(error instanceof TrainingFailure);
    assert.match(error.message, /the loss term of the teacher 'large' became Infinity at step 7/);
    assert.match(error.hint, /^lower the learning rate of the teacher 'large', in its own `train` \(now \S+\)/);
  });

  it('tells its handlers of a stop before it throws, and of no end', async () => {
    const { seen, error } = await fitted({ syncEvery: 1, stopAt: 4 });
    assert.ok(error instanceof StopRequested);
    assert.deepEqual(seen.slice(-4), ['step 4', 'synced', 'after it', 'stop']);
    assert.ok(!seen.includes('end'));
  });

  it('first ends an epoch that an earlier attempt trained and did not evaluate', async () => {
    const pending = await fitted({ firstStep: perEpoch, endedEpochs: 0 });
    assert.deepEqual(pending.seen.slice(0, 2), ['epoch 1 after 10', 'step 11']);
    const evaluated = await fitted({ firstStep: perEpoch, endedEpochs: 1 });
    assert.equal(evaluated.seen[0], 'step 11');
  });
});

describe('steps run together', () => {
  it('take a fifth of a second at most, and are one where one takes longer', () => {
    const times = [undefined, 0.1, 5, 10, 30, 201, 2000];
    assert.deepEqual(
      times.map((ms) => stepsPerLaunch(ms)),
      [1, 50, 40, 20, 6, 1, 1],
    );
    assert.deepEqual(
      times.map((ms) => stepsPerLaunch(ms, true)),
      [1, 200, 40, 20, 6, 1, 1],
    );
  });
});

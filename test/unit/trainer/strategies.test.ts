import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config';
import { combinations, strategies } from '../../../src/distillation';
import { decodeWeights } from '../../../src/runs';
import { TrainingFailure } from '../../../src/trainer/context/failure';
import { describeLosses } from './describe-losses';
import { classes, data } from './synthetic';
import { rotated, run, type StepEvent } from './training-run';

const two = [
  { name: 'one', model: { preset: 'mlp', hidden: [40] }, temperature: { strategy: 'std' } },
  { name: 'two', model: { preset: 'mlp', hidden: [40] }, weight: 2 },
];
const weightsIn = (bytes: Buffer): readonly Float32Array[] => decodeWeights(bytes, 'last.weights').arrays;
const numbersOf = (step: StepEvent): number[] =>
  Object.values(step).filter((value): value is number => typeof value === 'number');
const defaults = { step: { milestones: [1] }, expression: { value: '2 + confidence' } } as Record<string, object>;

// The usual one and one of two terms; the exhaustive suite has all.
describeLosses(['kl', 'dkd']);

describe('training by every objective', function () {
  this.timeout(30_000);

  for (const { name, dependsOn, decide } of strategies) {
    it(`temperature ${name}: finite from the first step to the last, with what it did in every step`, async () => {
      const temperature = { strategy: name, ...defaults[name] };
      const { steps } = await run({ temperature, ...(name === 'annealing-kd' ? { loss: { kind: 'mse' } } : {}) });
      assert.equal(steps.length, 9);
      for (const step of steps) {
        assert.ok(numbersOf(step).every(Number.isFinite), JSON.stringify(step));
        const { temperature: mean = 0, weightedHard = NaN, weightedSoft = NaN } = step;
        assert.ok(mean > 0 && (step.klAtOne ?? -1) >= 0 && (step.teacherEntropy ?? -1) >= 0);
        assert.ok(Math.abs(step.loss - weightedHard - weightedSoft) < 1e-4 * Math.max(1, step.loss));
        if (dependsOn !== 'sample' && dependsOn !== 'class') assert.equal(step.temperatureMin, undefined);
        else assert.ok((step.temperatureMin ?? 0) < mean && mean < (step.temperatureMax ?? 0));
      }
      if (decide.by === 'learning') assert.notEqual(steps[0]?.temperature, steps.at(-1)?.temperature);
    });
  }

  for (const { name } of combinations) {
    it(`combine ${name}: two teachers, each with its own temperature`, async () => {
      const { steps } = await run({ teacher: undefined, teachers: two, combine: name, temperature: 3 });
      for (const step of steps) {
        assert.ok(numbersOf(step).every(Number.isFinite), JSON.stringify(step));
        const named = name === 'logits' ? undefined : ['one', 'two'];
        assert.deepEqual(step.temperatures && Object.keys(step.temperatures), named);
        assert.equal(step.sharedTemperature?.mean, name === 'probabilities' ? 3 : undefined);
      }
    });
  }

  it('has the same steps and weights whatever a teacher is called', async () => {
    const called = (name: string): Promise<Awaited<ReturnType<typeof run>>> => {
      const teachers = [
        { name, temperature: 1, model: { preset: 'mlp', hidden: [40] } },
        { name: 'second', temperature: 2, model: { preset: 'mlp', hidden: [40] } },
      ];
      const train = { epochs: 1, batchSize: 45 };
      return run({
        teacher: undefined,
        teachers,
        combine: 'probabilities',
        temperature: { strategy: 'learned' },
        train,
      });
    };
    const numbers = ({ steps }: Awaited<ReturnType<typeof run>>, name: string): unknown =>
      steps.map(({ loss, klAtOne, temperature, temperatures = {}, sharedTemperature }) => {
        assert.deepEqual(Object.keys(temperatures), [name, 'second']);
        return [loss, klAtOne, temperature, ...Object.values(temperatures), sharedTemperature];
      });
    const usual = await called('first');
    for (const name of ['student', 'constructor', 'labels']) {
      const found = await called(name);
      assert.deepEqual(numbers(found, name), numbers(usual, 'first'), name);
      assert.deepEqual(weightsIn(found.weights), weightsIn(usual.weights), name);
    }
  });

  it('takes no name that every object has a setter for', () => {
    const { teachers } = configSchema.shape;
    const model = { preset: 'mlp', hidden: [4] };
    assert.ok(teachers.safeParse([{ name: 'constructor', model }]).success);
    assert.ok(!teachers.safeParse([{ name: '__proto__', model }]).success);
  });

  it('bounds hold samples back and count them', async () => {
    const { steps } = await run({ temperature: { strategy: 'flsw', beta: 6, bounds: { min: 3, max: 5 } } });
    for (const step of steps) {
      assert.ok((step.guarded ?? 0) > 0 && (step.guarded ?? 99) <= 32, JSON.stringify(step));
      assert.ok((step.temperatureMin ?? 0) >= 3 && (step.temperatureMax ?? 9) <= 5);
    }
  });

  it('cut logits are counted', async () => {
    const { steps } = await run({ loss: { kind: 'kl', clampLogits: 2 } });
    assert.ok(steps.every(({ clipped }) => (clipped ?? 0) > 0));
  });

  const guarded: [title: string, changes: object, name: string, isOfMost: boolean][] = [
    [
      'limits of a sample’s temperature',
      { temperature: { strategy: 'flsw', beta: 6, bounds: { min: 3.9, max: 4.1 } } },
      "the limits of the temperature 'flsw'",
      true,
    ],
    [
      'limits of a temperature that time decides',
      { temperature: { strategy: 'linear', from: 8, to: 1, bounds: { min: 1.5, max: 20 } } },
      "the limits of the temperature 'linear'",
      false,
    ],
    ['a limit of logits', { loss: { clampLogits: 2 } }, "the limit of logits 'clampLogits'", true],
  ];
  for (const [title, changes, name, isOfMost] of guarded) {
    it(`tells of ${title}: the share of samples, ${isOfMost ? 'loudly where it is most' : 'without a warning'}`, async () => {
      const { steps, guards, notices } = await run({ train: { epochs: 5, batchSize: 32 }, ...changes });
      const last = guards.at(-1);
      assert.equal(last?.samples, 5 * data.train.count);
      const acted = last.guards.find((guard) => guard.name === name)?.samples ?? 0;
      assert.equal(acted >= last.samples / 2, isOfMost);
      assert.ok(acted > 0.05 * last.samples);
      const inSteps = steps.reduce((sum, step) => sum + (step.guarded ?? 0), 0);
      if (name.includes('temperature')) assert.equal(acted, inSteps);
      const told = notices.filter((notice) => notice.includes(name));
      assert.equal(told.length, 1, notices.join());
      assert.match(
        told[0] ?? '',
        isOfMost
          ? /^WARNING: .* acted on \d+ % of the samples, so that most/
          : /^the limits .* acted on \d+ % of the samples$/,
      );
    });
  }

  it('counts guarded samples on after a stop as if there had been none', async () => {
    const config = {
      temperature: { strategy: 'flsw', beta: 6, bounds: { min: 3, max: 5 } },
      train: { epochs: 3, batchSize: 32, checkpoint: { everySteps: 4 } },
    };
    const whole = await run(config);
    const folder = mkdtempSync(path.join(tmpdir(), 'distillery-strategies-'));
    await assert.rejects(run(config, 4, folder));
    const rest = await run(config, Infinity, folder);
    assert.deepEqual(rest.guards.at(-1), whole.guards.at(-1));
    rmSync(folder, { recursive: true });
  });

  it('names a teacher at chance that its student agrees with, and not the learning rate', async () => {
    // The epoch that validates best would be the one that has learnt the least.
    const train = { epochs: 20, batchSize: 30, keep: 'last', optimizer: { name: 'adam', learningRate: 0.03 } };
    const { notices } = await run({ train, temperature: 1, loss: { hard: 0, soft: 1 } }, Infinity, undefined, {
      teachers: [rotated()],
    });
    assert.doesNotMatch(notices.join(), /lower learning rate/);
    assert.match(
      notices.at(-1) ?? '',
      /^WARNING: the student is right in \S+ % of the test and its teacher in 0\.0 %, both no better than chance; the two choose the same class in \S+ %: look for another teacher, not for another learning rate$/,
    );
  });

  it('moves no output bias where all classes are named, and says so', async () => {
    const all = Array.from({ length: classes }, (_, label) => label);
    const { notices } = await run({ evaluation: { biasCorrection: all } });
    assert.match(
      notices.join(),
      /names all classes: moving all of their biases alike changes no answer, so none was moved/,
    );
    assert.doesNotMatch(notices.join(), /was moved by/);
  });

  it('tells of another engine when it goes on', async () => {
    const config = { train: { epochs: 3, batchSize: 32, checkpoint: { everySteps: 4 } } };
    const folder = mkdtempSync(path.join(tmpdir(), 'distillery-strategies-'));
    await assert.rejects(run(config, 4, folder));
    const { notices } = await run(config, Infinity, folder, { engine: 'wasm' });
    rmSync(folder, { recursive: true });
    assert.match(
      notices.join('\n'),
      /the student was trained by the engine onnx \S+ up to step 4 and goes on with wasm \S+: the last digits/,
    );
  });

  it('writes nothing of guards where none acts', async () => {
    assert.deepEqual((await run({ temperature: { strategy: 'std' } })).guards, []);
  });

  const fatal: [expression: string, says: RegExp][] = [
    ['2 - epoch', /'expression' gives (0|-\S+) at epoch 2\.00, training example \d+; it must be above 0/],
    ['1 / (confidence - confidence)', /'expression' gives Infinity at epoch 0\.00, training example \d+/],
    ['log(confidence - 2)', /'expression' gives NaN at epoch 0\.00, training example \d+/],
  ];
  for (const [value, says] of fatal) {
    it(`T = ${value} stops the run with strategy, epoch and example`, async () => {
      await assert.rejects(run({ temperature: { strategy: 'expression', value } }), (error) => {
        assert.ok(error instanceof TrainingFailure);
        assert.match(error.message, says);
        assert.match(error.hint, /bounds/);
        return true;
      });
      await run({ temperature: { strategy: 'expression', value, bounds: { min: 1, max: 8 } } });
    });
  }

  it('a learned temperature goes on after a stop as if there had been none, bit for bit', async () => {
    // Steps that are run together end where a checkpoint is due: here within the second epoch.
    const train = { epochs: 3, batchSize: 32, checkpoint: { everySteps: 4 } };
    const config = { temperature: { strategy: 'learned', rampEpochs: 1 }, train };
    const whole = await run(config);
    const folder = mkdtempSync(path.join(tmpdir(), 'distillery-strategies-'));
    await assert.rejects(run(config, 4, folder));
    const rest = await run(config, Infinity, folder);
    assert.equal(rest.steps.length, 5);
    const seen = (steps: readonly StepEvent[]): number[] => steps.map(({ temperature = NaN }) => temperature);
    assert.deepEqual(seen(rest.steps), seen(whole.steps.slice(4)));
    const weightsOf = (file: Buffer): Buffer => file.subarray(file.indexOf('\n', file.indexOf('\n') + 1));
    assert.ok(weightsOf(rest.weights).equals(weightsOf(whole.weights)));
    rmSync(folder, { recursive: true });
  });

  it('without reversal a learned temperature descends, with it it climbs', async () => {
    const lossAfter = async (reversal: boolean): Promise<number> => {
      const temperature = { strategy: 'learned', reversal, rampEpochs: 0 };
      const { steps } = await run({
        temperature,
        loss: { kind: 'kl', hard: 0, soft: 1 },
        train: { epochs: 10, batchSize: 32 },
      });
      return steps.at(-1)?.soft ?? Number.NaN;
    };
    assert.ok((await lossAfter(true)) > (await lossAfter(false)));
  });
});

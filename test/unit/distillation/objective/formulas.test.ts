import assert from 'node:assert/strict';
import {
  float64,
  lossSchema,
  scalarsAt,
  scalarOf,
  temperatureAt,
  teacherRole,
  temperatureSchema,
} from '../../../../src/distillation';
import { at, describeGradients, valueOf } from './describe-gradients';
import { recordedObjectives, softObjective } from './objectives';
import { recorded, recordedAt } from './recorded';

const { cases, random } = recorded;

// The exhaustive suite goes through the cases more closely.
describeGradients(36);

describe('objectives in plain numbers', function () {
  this.timeout(60_000);
  for (const [name, settings] of Object.entries(recordedObjectives)) {
    it(`${name}: the value of ${cases} cases is PyTorch's`, () => {
      for (let index = 0; index < cases; index += 1) {
        const expected = recordedAt(`${name}: value`, index)[0] ?? Number.NaN;
        const actual = valueOf(float64, settings, index, at(index));
        // The recorded numbers have single precision, and an entropy of nearly 0 loses digits even in double.
        assert.ok(
          Math.abs(actual - expected) <= 2e-6 * Math.abs(expected) + 1e-12,
          `case ${index}: ${actual}, ${expected}`,
        );
      }
    });
  }
});

describe('temperatures that time decides', () => {
  for (const strategy of ['linear', 'cosine', 'exponential', 'step', 'cyclic'] as const) {
    it(`${strategy}: ${random} runs of 20 steps are PyTorch's`, () => {
      for (let index = 0; index < random; index += 1) {
        const [from, to] = ['from', 'to'].map((end) => recordedAt(`schedule: ${end}`, index)[0] ?? Number.NaN);
        const ends = strategy === 'step' ? { from, gamma: 0.5, milestones: [4, 12] } : { from, to };
        const parameters = temperatureSchema.parse({
          strategy,
          ...ends,
          ...(strategy === 'cyclic' ? { period: 6 } : {}),
        });
        recordedAt(`schedule: ${strategy}`, index).forEach((expected, moment) => {
          const time = { step: moment, steps: 20, epoch: moment, epochs: 20 };
          const actual = temperatureAt(parameters, time)?.value ?? Number.NaN;
          assert.ok(
            Math.abs(actual - expected) <= 2e-6 * expected,
            `run ${index}, step ${moment}: ${actual}, ${expected}`,
          );
        });
      }
    });
  }

  it(`the article's DynamicTemperatureScheduler is 'linear' when an epoch has one step`, () => {
    for (let index = 0; index < random; index += 1) {
      const [from, to] = ['from', 'to'].map((end) => recordedAt(`schedule: ${end}`, index)[0] ?? Number.NaN);
      const parameters = temperatureSchema.parse({ strategy: 'linear', from, to });
      recordedAt('article: DynamicTemperatureScheduler', index).forEach((expected, epoch) => {
        const actual = temperatureAt(parameters, { step: epoch, steps: 20, epoch, epochs: 20 })?.value ?? Number.NaN;
        assert.ok(
          Math.abs(actual - expected) <= 2e-6 * expected,
          `run ${index}, epoch ${epoch}: ${actual}, ${expected}`,
        );
      });
    }
  });

  it('annealing-kd goes through its stages, then leaves the labels alone', () => {
    const settings = softObjective({
      loss: { kind: 'mse' },
      temperature: { strategy: 'annealing-kd', maximum: 4, regression: 0.8 },
    });
    const moments = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((moment) => {
      const time = { step: moment, steps: 10, epoch: moment, epochs: 10 };
      const { values, temperatures } = scalarsAt(
        { ...settings, loss: lossSchema.parse({ kind: 'mse', hard: 2, soft: 3 }) },
        time,
      );
      return [
        temperatures.get(teacherRole(0))?.value,
        values[scalarOf.teacherFactor(teacherRole(0))],
        values['hardWeight'],
        values['softWeight'],
      ];
    });
    const stage = (temperature: number, factor: number): number[] => [temperature, factor, 0, 3];
    const labels = [1, 1, 2, 0];
    assert.deepEqual(moments, [
      ...[stage(4, 0.25), stage(4, 0.25), stage(3, 0.5), stage(3, 0.5)],
      ...[stage(2, 0.75), stage(2, 0.75), stage(1, 1), stage(1, 1), labels, labels],
    ]);
  });

  it('the gradient factor of a learned temperature falls from 0 to −1 along a cosine, and is 1 without reversal', () => {
    const factorAt = (temperature: object, epoch: number): number | undefined => {
      const settings = softObjective({ temperature: { strategy: 'learned', ...temperature } });
      const { values } = scalarsAt(settings, { step: 0, steps: 2, epoch, epochs: 20 });
      return values[scalarOf.gradient(teacherRole(0))];
    };
    // CTKD's CosineDecay(max 0, min −1, 10 loops): (−1 + 0.5·(1 + cos(π·e/10))).
    for (const epoch of [0, 2.5, 5, 10, 15]) {
      const expected = -1 + 0.5 * (1 + Math.cos((Math.PI * Math.min(epoch, 10)) / 10));
      assert.ok(Math.abs((factorAt({}, epoch) ?? Number.NaN) - expected) < 1e-12);
    }
    assert.equal(factorAt({ reversal: false }, 3), 1);
    assert.equal(factorAt({ rampEpochs: 0 }, 0), -1);
  });

  it('bounds hold a value and say so', () => {
    const parameters = temperatureSchema.parse({ strategy: 'linear', from: 8, to: 2, bounds: { min: 3, max: 6 } });
    const seen = [0, 5, 10].map((moment) =>
      temperatureAt(parameters, { step: moment, steps: 11, epoch: 0, epochs: 1 }),
    );
    assert.deepEqual(seen, [
      { value: 6, isGuarded: true },
      { value: 5, isGuarded: false },
      { value: 3, isGuarded: true },
    ]);
  });

  it('the soft weight rises over the warm-up', () => {
    const settings = { ...softObjective({}), loss: lossSchema.parse({ kind: 'dkd', soft: 2 }) };
    const weightAt = (epoch: number): number | undefined =>
      scalarsAt(settings, { step: 0, steps: 2, epoch, epochs: 40 }).values['softWeight'];
    assert.deepEqual([0, 5, 10, 20, 30].map(weightAt), [0, 0.5, 1, 2, 2]);
  });
});

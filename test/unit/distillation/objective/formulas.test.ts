import assert from 'node:assert/strict';
import {
  evaluateObjective,
  float64,
  lossSchema,
  matrix,
  rolesOf,
  scalarOf,
  scalarsAt,
  teacherRole,
  temperatureAt,
  temperatureSchema,
  type Arithmetic,
  type Matrix,
  type ObjectiveSettings,
} from '../../../../src/distillation';
import { learnedObjective, recordedObjectives, softObjective } from './objectives';
import { caseAt, recorded, recordedAt } from './recorded';

const { rows, classes, cases, random, classCounts } = recorded;
const constants: Readonly<Record<string, number>> = { teacher0: 2, teacher1: 4, teacher2: 8, student: 3 };

/** Plain numbers in which what is detached stays as it was in the first evaluation, as it does for a gradient. */
function frozen(): { of: Arithmetic<Matrix>; again: () => void } {
  const kept: Matrix[] = [];
  let place = -1;
  const detach = (value: Matrix): Matrix => ((place += 1) in kept ? (kept[place] ?? value) : (kept[place] = value));
  return { of: { ...float64, detach }, again: () => (place = -1) };
}

interface Moved {
  readonly student: Float64Array;
  readonly theta: number;
}

function valueOf(
  of: Arithmetic<Matrix>,
  settings: ObjectiveSettings,
  index: number,
  { student, theta }: Moved,
): number {
  const one = caseAt(index);
  const scalar = (value: number): Matrix => matrix(1, 1, [value]);
  const temperatures = rolesOf(settings).map(({ id, teacher = 'student' }): [string, Matrix] => [
    scalarOf.temperature(id),
    scalar(constants[teacher] ?? one.temperature),
  ]);
  const terms = evaluateObjective(of, settings, {
    student: matrix(rows, classes, student),
    teachers: settings.teachers.map((_, teacher) => matrix(rows, classes, one.teachers[teacher] ?? [])),
    labels: matrix(rows, classes, one.labels),
    weights: matrix(rows, 1, one.weights),
    labelWeights: matrix(rows, 1, one.weights),
    classes,
    classCounts,
    scalars: {
      ...Object.fromEntries(temperatures),
      ...{ hardWeight: scalar(0), softWeight: scalar(1) },
      ...{ step: scalar(0), steps: scalar(1), epoch: scalar(0), epochs: scalar(1) },
    },
    learned: new Map([[teacherRole(0), scalar(theta)]]),
  });
  return terms.loss.values[0] ?? Number.NaN;
}

const at = (index: number): Moved => ({
  student: Float64Array.from(caseAt(index).student),
  theta: recordedAt('theta', index)[0] ?? 0,
});
const typicalOf = (values: Float32Array): number => Math.hypot(...values) / Math.sqrt(values.length);

/** Far enough from rounding, near enough for the curvature. */
const step = 1e-5;

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

    it(`${name}: the gradient is that of finite differences`, () => {
      for (let index = 0; index < random; index += 9) {
        const { of, again } = frozen();
        const base = at(index);
        valueOf(of, settings, index, base);
        const shifted = (place: number, by: number): number => {
          again();
          return valueOf(of, settings, index, {
            ...base,
            student: base.student.with(place, (base.student[place] ?? 0) + by),
          });
        };
        const expected = recordedAt(`${name}: gradient`, index);
        expected.forEach((value, place) => {
          const slope = (shifted(place, step) - shifted(place, -step)) / (2 * step);
          assert.ok(
            Math.abs(slope - value) <= 2e-5 * Math.max(typicalOf(expected), Math.abs(value)) + 1e-8,
            `case ${index}, logit ${place}: ${slope}, ${value}`,
          );
        });
      }
    });
  }

  it("learned: θ's gradient is that of finite differences", () => {
    for (let index = 0; index < random; index += 9) {
      const base = at(index);
      const shifted = (by: number): number =>
        valueOf(float64, learnedObjective, index, { ...base, theta: base.theta + by });
      const slope = (shifted(step) - shifted(-step)) / (2 * step);
      const value = recordedAt('learned: theta gradient', index)[0] ?? Number.NaN;
      assert.ok(Math.abs(slope - value) <= 1e-5 * Math.abs(value) + 1e-8, `case ${index}: ${slope}, ${value}`);
    }
  });
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

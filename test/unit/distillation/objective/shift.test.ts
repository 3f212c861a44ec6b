import assert from 'node:assert/strict';
import { configSchema, settingsOf } from '../../../../src/config';
import { Generator } from '../../../../src/data';
import {
  combinations,
  evaluateObjective,
  float64,
  learnedNumbers,
  losses,
  matrix,
  scalarsAt,
  shiftSensitiveParts,
  strategies,
  type Matrix,
  type ObjectiveSettings,
} from '../../../../src/distillation';

const [rows, classes] = [6, 4];

function logits(seed: number): Matrix {
  const generator = new Generator(seed);
  return matrix(
    rows,
    classes,
    Array.from({ length: rows * classes }, () => 3 * generator.nextNormal()),
  );
}

/** Adds a number to all logits of each sample, another one to each sample. */
const shifted = (value: Matrix): Matrix => float64.add(value, matrix(rows, 1, [1.5, -2, 4, 0.5, -3.5, 2.5]));

const settingsFor = (written: object, names: readonly string[] = ['one']): ObjectiveSettings => {
  const base = { name: 'a', data: { set: 'mnist' }, student: { model: { preset: 'mlp', hidden: [4] } } };
  const teachers = names.map((name, index) => ({ name, weight: index + 1, model: { preset: 'mlp', hidden: [4] } }));
  return settingsOf(configSchema.parse({ ...base, teachers, ...written }));
};

/** The soft loss of a batch, with the teachers' or the student's logits as they are or shifted. */
function softLoss(settings: ObjectiveSettings, shift: 'none' | 'teacher' | 'student'): number {
  const time = { step: 30, steps: 100, epoch: 3, epochs: 10 };
  const labels = Array.from({ length: rows * classes }, (_, place) =>
    place % classes === Math.floor(place / classes) % classes ? 1 : 0,
  );
  const student = logits(1);
  const teachers = settings.teachers.map((_, index) => logits(2 + index));
  const { soft } = evaluateObjective(float64, settings, {
    student: shift === 'student' ? shifted(student) : student,
    teachers: shift === 'teacher' ? teachers.map(shifted) : teachers,
    labels: matrix(rows, classes, labels),
    weights: matrix(rows, 1, new Array<number>(rows).fill(1 / rows)),
    labelWeights: matrix(rows, 1, new Array<number>(rows).fill(1 / rows)),
    classes,
    classCounts: [40, 30, 20, 10],
    scalars: Object.fromEntries(
      Object.entries(scalarsAt(settings, time).values).map(([name, value]) => [name, float64.constant(value)]),
    ),
    learned: new Map(learnedNumbers(settings).map(({ role, initial }) => [role, float64.constant(initial)])),
  });
  return soft?.values[0] ?? Number.NaN;
}

/** True where neither shift changes the loss but for rounding. */
function isInvariant(settings: ObjectiveSettings): boolean {
  const whole = softLoss(settings, 'none');
  assert.ok(Number.isFinite(whole) && whole !== 0, `${whole}`);
  return (['teacher', 'student'] as const).every(
    (shift) => Math.abs(softLoss(settings, shift) - whole) < 1e-6 * Math.abs(whole),
  );
}

describe('a shift of all logits of a sample', () => {
  for (const { name, isShiftInvariant } of losses) {
    it(`${isShiftInvariant ? 'leaves' : 'changes'} the loss ${name}, as it declares`, () => {
      const settings = settingsFor({ loss: { kind: name } });
      assert.equal(isInvariant(settings), isShiftInvariant);
      assert.deepEqual(shiftSensitiveParts(settings), isShiftInvariant ? [] : [`the loss '${name}'`]);
    });
  }

  const expressions = ['2 + epoch / epochs', '2 + confidence', '9 + teacherMax / 9', '9 + studentMax / 9'];
  // Wide bounds, since at a bound nothing is seen.
  const bounds = { min: 1e-3, max: 1000 };
  const more: Readonly<Record<string, object>> = { flsw: { bounds }, dtkd: { bounds }, step: { milestones: [2] } };
  const written = strategies.flatMap(({ name }): { readonly strategy: string; readonly value?: string }[] =>
    name === 'expression'
      ? expressions.map((value) => ({ strategy: name, value }))
      : [{ strategy: name, ...more[name] }],
  );
  for (const temperature of written) {
    const title = [temperature.strategy, ...(temperature.value === undefined ? [] : [temperature.value])].join(' ');
    it(`is seen by the temperature ${title} where it declares so`, () => {
      const settings = settingsFor({ temperature });
      const strategy = strategies.find(({ name }) => name === temperature.strategy);
      const declared = strategy?.isShiftInvariant(settings.temperature as never);
      assert.equal(isInvariant(settings), declared);
      assert.equal(shiftSensitiveParts(settings).length, declared === true ? 0 : 1);
    });
  }

  for (const { name } of combinations) {
    it(`is not seen where teachers are combined by ${name}`, () => {
      assert.ok(isInvariant(settingsFor({ combine: name }, ['one', 'two', 'three'])));
    });
  }

  it('is seen by clampLogits', () => {
    const settings = settingsFor({ loss: { clampLogits: 3 } });
    assert.ok(!isInvariant(settings));
    assert.deepEqual(shiftSensitiveParts(settings), ["the limit of logits 'clampLogits'"]);
  });

  it('is seen by a strategy of any teacher, and named once', () => {
    const teacher = { model: { preset: 'mlp', hidden: [4] }, temperature: { strategy: 'flsw' } };
    const settings = settingsFor({ teachers: ['a', 'b'].map((name) => ({ name, ...teacher })), loss: { kind: 'mse' } });
    assert.deepEqual(shiftSensitiveParts(settings), ["the loss 'mse'", "the temperature 'flsw'"]);
  });
});

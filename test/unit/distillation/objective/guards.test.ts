import assert from 'node:assert/strict';
import { configSchema, settingsOf } from '../../../../src/config';
import {
  evaluateObjective,
  float64,
  guardsOf,
  learnedNumbers,
  losses,
  matrix,
  scalarsAt,
  strategies,
  type ObjectiveSettings,
} from '../../../../src/distillation';

const settingsFor = (written: object): ObjectiveSettings => {
  const model = { preset: 'mlp', hidden: [4] };
  return settingsOf(
    configSchema.parse({ name: 'a', data: { set: 'mnist' }, student: { model }, teacher: { model }, ...written }),
  );
};

/** Ordinary logits, and logits of a sample that a division by their size or spread would go wrong on. */
const ordinary = [3, -1, 0.5, -2.5];
const alike = [0, 0, 0, 0];

/** The samples, of an ordinary one and then one with these logits, on which each guard of an objective acted. */
function actedOn(settings: ObjectiveSettings, teacher: number[], student: number[]): Record<string, boolean[]> {
  const { values } = scalarsAt(settings, { step: 3, steps: 10, epoch: 0.3, epochs: 1 });
  const half = matrix(2, 1, [0.5, 0.5]);
  const { observed } = evaluateObjective(float64, settings, {
    student: matrix(2, 4, [...ordinary.toReversed(), ...student]),
    teachers: [matrix(2, 4, [...ordinary, ...teacher])],
    labels: matrix(2, 4, [1, 0, 0, 0, 0, 1, 0, 0]),
    ...{ weights: half, labelWeights: half, classes: 4, classCounts: [4, 3, 2, 1] },
    scalars: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, float64.constant(value)])),
    learned: new Map(learnedNumbers(settings).map(({ role, initial }) => [role, float64.constant(initial)])),
  });
  return Object.fromEntries(
    guardsOf(settings).map(({ name, measure }) => {
      const rows = observed[measure];
      assert.ok(rows, `${name} is not measured`);
      return [name, [...rows.values].map((value) => value > 0)];
    }),
  );
}

describe('the guards of an objective', () => {
  for (const { name } of losses) {
    it(`of the loss ${name} are measured, and act on no ordinary sample`, () => {
      for (const acted of Object.values(actedOn(settingsFor({ loss: { kind: name } }), ordinary, [1, 2, 0, -1]))) {
        assert.deepEqual(acted, [false, false]);
      }
    });
  }

  const required: Readonly<Record<string, object>> = {
    step: { milestones: [1] },
    expression: { value: '2 + confidence' },
  };
  for (const strategy of strategies) {
    it(`of the temperature ${strategy.name} are measured: its limits, where it can have them, and its floor`, () => {
      const bounds = 'bounds' in strategy.schema.shape ? { bounds: { min: 0.1, max: 90 } } : {};
      const settings = settingsFor({ temperature: { strategy: strategy.name, ...required[strategy.name], ...bounds } });
      const { decide } = strategy;
      const isTimed = decide.by === 'time';
      const expected = ['bounds' in bounds, decide.by === 'sample' && decide.floor !== undefined].filter(
        Boolean,
      ).length;
      assert.equal(guardsOf(settings).length, expected);
      if (isTimed) return;
      for (const acted of Object.values(actedOn(settings, ordinary, [1, 2, 0, -1]))) assert.ok(!acted.includes(true));
    });
  }

  const floors: [written: object, name: string, teacher: number[], student: number[]][] = [
    [{ loss: { kind: 'standardized-kl' } }, "the smallest standard deviation of 'standardized-kl'", alike, ordinary],
    [{ loss: { kind: 'standardized-kl' } }, "the smallest standard deviation of 'standardized-kl'", ordinary, alike],
    [{ loss: { kind: 'dist' } }, "the smallest spread of 'dist'", alike, ordinary],
    [{ temperature: { strategy: 'dtkd' } }, "the smallest sum of logits of 'dtkd'", [1, 0, 0, 0], [-1, -2, -2, -2]],
    [{ temperature: { strategy: 'flsw' } }, "the smallest norm of logits of 'flsw'", ordinary, alike],
    [{ temperature: { strategy: 'std' } }, "the limits of the temperature 'std'", alike, ordinary],
    [{ loss: { clampLogits: 5 } }, "the limit of logits 'clampLogits'", [6, 0, 0, 0], ordinary],
  ];
  for (const [index, [written, name, teacher, student]] of floors.entries()) {
    it(`act on the sample that needs them, and are counted: ${name}, case ${index}`, () => {
      assert.deepEqual(actedOn(settingsFor(written), teacher, student)[name], [false, true]);
    });
  }

  it('are named by their teacher where there are several', () => {
    const model = { preset: 'mlp', hidden: [4] };
    const teachers = ['one', 'two'].map((name) => ({ name, model }));
    const names = guardsOf(
      settingsFor({ teacher: undefined, teachers, combine: 'probabilities', temperature: { strategy: 'std' } }),
    ).map(({ name }) => name);
    const limits = "the limits of the temperature 'std'";
    assert.deepEqual(names, [`${limits} of one`, `${limits} of two`, `${limits} of all teachers together`]);
  });

  it('are none where there is no teacher', () => {
    assert.deepEqual(guardsOf(settingsFor({ teacher: undefined, temperature: { strategy: 'std' } })), []);
  });
});

import assert from 'node:assert/strict';
import { configSchema, settingsOf } from '../../../../src/config';
import {
  combinations,
  evaluateObjective,
  float64,
  learnedNumbers,
  matrix,
  previewTemperatures,
  scalarsAt,
} from '../../../../src/distillation';

/** Words that the objective, a step, its events and its inputs have a use for, and names that every object has. */
const reserved = [
  ...['student', 'teacher', 'shared', 'together', 'labels', 'labelWeights', 'weights', 'images', 'learningRate'],
  ...['hard', 'soft', 'loss', 'total', 'hardWeight', 'softWeight', 'step', 'steps', 'epoch', 'epochs', 'temperature'],
  ...['temperatures', 'theta', 'klAtOne', 'teacherEntropy', 'clipped', 'guarded', 'optimizer', 'train', 'validation'],
  ...['test', 'best', 'last', 'phase', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length'],
  ...['teacher-0', 'teacher0', 'teacher_0', 'sharedTemperature', 'studentTemperature'],
];
const [rows, classes] = [3, 4];
const numbers = (seed: number): number[] =>
  Array.from({ length: rows * classes }, (_, place) => 3 * Math.sin(seed + 1.7 * place));

/** All numbers of an objective whose first teacher is called so: values, measures and previews. */
function objectiveWith(name: string, combine: string): unknown {
  const model = { preset: 'mlp', hidden: [4] };
  const teachers = [
    { name, temperature: 1, model },
    { name: 'second', temperature: { strategy: 'std' }, model },
    { name: 'third', temperature: { strategy: 'linear', from: 8, to: 2 }, model },
  ];
  const base = { name: 'a', data: { set: 'mnist' }, student: { model } };
  const settings = settingsOf(configSchema.parse({ ...base, teachers, combine, temperature: { strategy: 'learned' } }));
  const { values } = scalarsAt(settings, { step: 3, steps: 10, epoch: 0.3, epochs: 1 });
  const mean = matrix(rows, 1, new Array<number>(rows).fill(1 / rows));
  const hot = Array.from({ length: rows * classes }, (_, place) => (place % (classes + 1) === 0 ? 1 : 0));
  const terms = evaluateObjective(float64, settings, {
    student: matrix(rows, classes, numbers(1)),
    teachers: settings.teachers.map((_, index) => matrix(rows, classes, numbers(2 + index))),
    labels: matrix(rows, classes, hot),
    ...{ weights: mean, labelWeights: mean, classes, classCounts: [4, 3, 2, 1] },
    scalars: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, float64.constant(value)])),
    learned: new Map(learnedNumbers(settings).map(({ role, initial }) => [role, float64.constant(initial)])),
  });
  const run = { epochs: 2, steps: 20, classes, classCounts: [4, 3, 2, 1] };
  const previews = previewTemperatures(settings, run).map(({ teacher, ...rest }) => {
    return { ...rest, isNamed: teacher !== undefined, isOfTheFirst: teacher === name };
  });
  return { values, terms, previews };
}

describe('the name of a teacher', () => {
  for (const { name: combine } of combinations) {
    it(`changes nothing of an objective of ${combine}, whatever word it is`, () => {
      const expected = objectiveWith('first', combine);
      for (const name of reserved) assert.deepEqual(objectiveWith(name, combine), expected, name);
    });
  }
});

import assert from 'node:assert/strict';
import {
  evaluateObjective,
  float64,
  matrix,
  rolesOf,
  scalarOf,
  teacherRole,
  type Arithmetic,
  type Matrix,
  type ObjectiveSettings,
} from '../../../../src/distillation';
import { learnedObjective, recordedObjectives } from './objectives';
import { caseAt, recorded, recordedAt } from './recorded';

const { rows, classes, random, classCounts } = recorded;
const constants: Readonly<Record<string, number>> = { teacher0: 2, teacher1: 4, teacher2: 8, student: 3 };

/** Plain numbers in which what is detached stays as it was in the first evaluation, as it does for a gradient. */
function frozen(): { of: Arithmetic<Matrix>; again: () => void } {
  const kept: Matrix[] = [];
  let place = -1;
  const detach = (value: Matrix): Matrix => ((place += 1) in kept ? (kept[place] ?? value) : (kept[place] = value));
  return { of: { ...float64, detach }, again: () => (place = -1) };
}

/** The numbers that training moves. */
export interface Moved {
  readonly student: Float64Array;
  readonly theta: number;
}

/** The value of an objective for a recorded case. */
export function valueOf(
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

/** The student's logits and θ of a recorded case. */
export const at = (index: number): Moved => ({
  student: Float64Array.from(caseAt(index).student),
  theta: recordedAt('theta', index)[0] ?? 0,
});
const typicalOf = (values: Float32Array): number => Math.hypot(...values) / Math.sqrt(values.length);

/** Far enough from rounding, near enough for the curvature. */
const step = 1e-5;

/** Promise of the gradients of all objectives, by each `stride`th of the recorded cases. */
export function describeGradients(stride: number): void {
  describe('objectives in plain numbers', function () {
    this.timeout(60_000);
    for (const [name, settings] of Object.entries(recordedObjectives)) {
      it(`${name}: the gradient is that of finite differences`, () => {
        for (let index = 0; index < random; index += stride) {
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
      for (let index = 0; index < random; index += stride) {
        const base = at(index);
        const shifted = (by: number): number =>
          valueOf(float64, learnedObjective, index, { ...base, theta: base.theta + by });
        const slope = (shifted(step) - shifted(-step)) / (2 * step);
        const value = recordedAt('learned: theta gradient', index)[0] ?? Number.NaN;
        assert.ok(Math.abs(slope - value) <= 1e-5 * Math.abs(value) + 1e-8, `case ${index}: ${slope}, ${value}`);
      }
    });
  });
}

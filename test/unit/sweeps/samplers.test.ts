import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isDropped, nextPoint, readSpace, sweepSchema, type PointPlan, type Trial } from '../../../src/sweeps';

interface Reference {
  readonly asha: readonly {
    readonly reduction: number;
    readonly after: number;
    readonly curves: readonly (readonly number[])[];
    readonly pruned: readonly (number | null)[];
  }[];
  readonly halton: readonly (readonly number[])[];
}
const reference = JSON.parse(readFileSync('test/fixtures/sweeps/reference.json', 'utf8')) as Reference;

function planOf(over: Record<string, unknown>, settings: Record<string, unknown> = {}, seed = 1): PointPlan {
  const options = sweepSchema.parse({ over, ...settings });
  return { stages: [{ options, parameters: readSpace(over, () => false), seeds: 1 }], seed };
}

/** All points of a sweep whose runs score as `score` says. */
function pointsOf(plan: PointPlan, score: (values: readonly unknown[]) => number | undefined = () => 0): Trial[] {
  const trials: Trial[] = [];
  for (let values = nextPoint(plan, trials); values !== undefined; values = nextPoint(plan, trials)) {
    trials.push({ values, score: score(values) });
  }
  return trials;
}

const valuesOf = (trials: readonly Trial[]): (readonly unknown[])[] => trials.map(({ values }) => values);

describe('points of a grid', () => {
  it('are all combinations, the last setting varying fastest', () => {
    const plan = planOf({ 'temperature.value': [1, 4], loss: { soft: { from: 0.1, to: 0.9, steps: 3 } } });
    assert.deepEqual(valuesOf(pointsOf(plan)), [
      [1, 0.1],
      [1, 0.5],
      [1, 0.9],
      [4, 0.1],
      [4, 0.5],
      [4, 0.9],
    ]);
  });

  it('lie evenly on a logarithm where a range asks for it', () => {
    const plan = planOf({ a: { from: 0.001, to: 10, steps: 5, log: true } });
    assert.deepEqual(valuesOf(pointsOf(plan)).flat(), [0.001, 0.01, 0.1, 1, 10]);
  });
});

describe('points of Halton', () => {
  it('are those of SciPy', () => {
    const unit = { from: 0, to: 1 };
    const plan = planOf({ a: unit, b: unit, c: unit, d: unit }, { method: 'halton', budget: { runs: 32 } });
    const points = valuesOf(pointsOf(plan)) as number[][];
    assert.equal(points.length, 32);
    for (const [index, point] of points.entries()) {
      for (const [dimension, value] of point.entries()) {
        assert.ok(Math.abs(value - (reference.halton[index]?.[dimension] ?? NaN)) < 1e-5, `${index}, ${dimension}`);
      }
    }
  });
});

describe('points at random', () => {
  const over = { a: { from: 1, to: 100, log: true }, b: ['x', 'y'] };

  it('are the same for one seed, others for another, and cover a range on its logarithm', () => {
    const settings = { method: 'random', budget: { runs: 400 } };
    const points = valuesOf(pointsOf(planOf(over, settings)));
    assert.deepEqual(points, valuesOf(pointsOf(planOf(over, settings))));
    assert.notDeepEqual(points, valuesOf(pointsOf(planOf(over, settings, 2))));
    const below = points.filter(([a]) => Number(a) < 10).length;
    assert.ok(below > 160 && below < 240, `${below} of 400 below the middle of the logarithm`);
  });

  it('are never the same twice, and end when a space is used up', () => {
    const points = valuesOf(
      pointsOf(planOf({ a: [1, 2, 3], b: ['x', 'y'] }, { method: 'random', budget: { runs: 50 } })),
    );
    assert.equal(points.length, 6);
    assert.equal(new Set(points.map((point) => JSON.stringify(point))).size, 6);
  });

  it('go on after any of them as if nothing had come between', () => {
    for (const method of ['random', 'halton', 'tpe']) {
      const plan = planOf(over, { method, budget: { runs: 30 } });
      const score = ([a]: readonly unknown[]): number => Math.abs(Number(a) - 30);
      const whole = pointsOf(plan, score);
      for (let cut = 0; cut < whole.length; cut += 7) {
        assert.deepEqual(nextPoint(plan, whole.slice(0, cut)), whole[cut]?.values, `${method} after ${cut}`);
      }
    }
  });
});

describe('points of TPE', () => {
  it('go where a choice is good, and leave failed points alone', () => {
    const plan = planOf(
      { kind: ['good', 'bad', 'broken'], a: { from: 0, to: 1 } },
      { method: 'tpe', budget: { runs: 60 } },
    );
    const trials = pointsOf(plan, ([kind, a]) => (kind === 'broken' ? undefined : Number(kind === 'bad') + Number(a)));
    const late = trials.slice(30).filter(({ values: [kind] }) => kind === 'good').length;
    assert.ok(late > 15, `${late} of the last 30 are good`);
  });

  it('take whole numbers and steps as they are', () => {
    const over = { whole: { from: 1, to: 9 }, stepped: { from: 0, to: 1, steps: 5 } };
    const options = sweepSchema.parse({ over, method: 'tpe', budget: { runs: 40 } });
    const parameters = readSpace(over, ([key]) => key === 'whole');
    const plan = { stages: [{ options, parameters, seeds: 1 }] as const, seed: 3 };
    for (const { values } of pointsOf(plan, ([a, b]) => Number(a) + Number(b))) {
      assert.ok(
        Number.isInteger(values[0]) && [0, 0.25, 0.5, 0.75, 1].includes(Number(values[1])),
        JSON.stringify(values),
      );
    }
  });
});

describe('successive halving', () => {
  it("decides as Optuna's pruner on 50 tables", () => {
    let dropped = 0;
    for (const { curves, pruned, ...options } of reference.asha) {
      const seen: number[][] = [];
      curves.forEach((curve, trial) => {
        const own: number[] = [];
        seen.push(own);
        let end: number | null = null;
        for (const value of curve) {
          // Optuna's tables are of accuracies: more is better.
          own.push(-value);
          const others = seen.slice(0, -1);
          if (isDropped(own, others, options)) end = own.length;
        }
        assert.equal(end, pruned[trial]);
        if (end !== null) dropped += 1;
      });
    }
    assert.ok(dropped > 100, `${dropped} were dropped`);
  });

  it('drops a run without a score, at a decision alone', () => {
    const options = { reduction: 3, after: 2 };
    assert.equal(isDropped([0.1, undefined], [], options), true);
    assert.equal(isDropped([undefined], [], options), false);
  });
});

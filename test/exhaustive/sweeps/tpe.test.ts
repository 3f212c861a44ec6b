import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nextPoint, readSpace, sweepSchema, type Trial } from '../../../src/sweeps';
import { functions, reached } from './functions';

interface Reference {
  readonly trials: number;
  /** Best value of each repeat, by function. */
  readonly tpe: Readonly<Record<string, readonly number[]>>;
}
const reference = JSON.parse(readFileSync('test/fixtures/sweeps/reference.json', 'utf8')) as Reference;

describe('TPE beside that of Optuna', function () {
  this.timeout(60_000);
  for (const [name, { bounds, value }] of Object.entries(functions)) {
    it(`reaches no less on ${name}`, () => {
      const theirs = reference.tpe[name] ?? [];
      const over = Object.fromEntries(bounds.map(([from, to], at) => [`x${at}`, { from, to }]));
      const options = sweepSchema.parse({ over, method: 'tpe', budget: { runs: reference.trials } });
      const parameters = readSpace(over, () => false);
      const ours = theirs.map((_, seed) => {
        const trials: Trial[] = [];
        const plan = { stages: [{ options, parameters, seeds: 1 }] as const, seed };
        for (let x = nextPoint(plan, trials); x !== undefined; x = nextPoint(plan, trials)) {
          trials.push({ values: x, score: value(x as number[]) });
        }
        return Math.min(...trials.map(({ score }) => score ?? Infinity));
      });
      const [mine, limit] = reached(ours, theirs);
      assert.ok(mine <= limit, `ours ${mine} on average; Optuna's mean and one standard deviation are ${limit}`);
    });
  }
});

import assert from 'node:assert/strict';
import { findAddition, parseConfig, type ResolvedConfig, type WrittenChange } from '../../../src/config';

const grid = '{ over: { temperature.value: [1, 2, 4], loss.soft: [0.5, 0.9] }, seeds: 3, then: { seeds: 6 } }';
const search = '{ over: { temperature.value: { from: 1, to: 20 } }, method: tpe, budget: { runs: 30 }, seeds: 3 }';

function configOf(sweep: string, more = ''): ResolvedConfig {
  const text = `name: quick
data: { format: mnist, validation: 5000 }
teacher: { model: { preset: mlp, hidden: [16] } }
student: { model: { preset: mlp, hidden: [8] } }
${sweep === '' ? '' : `sweep: ${sweep}\n`}${more}`;
  const { config, problems } = parseConfig(text, 'yaml');
  assert.ok(config !== undefined, JSON.stringify(problems));
  return config;
}

/** Sentence why a config adds nothing to a sweep. */
function reason(...given: Parameters<typeof found>): string {
  const result = found(...given);
  return typeof result === 'string' ? result : assert.fail(JSON.stringify(result));
}

/** Points and runs that join a sweep by another text of its config, or the sentence why not. */
function found(
  sweep: string,
  edited: string,
  { changes = [], more = '' }: { readonly changes?: readonly WrittenChange[]; readonly more?: string } = {},
): string | { points: number; runs: number } {
  const result = findAddition(configOf(sweep), changes, configOf(edited, more));
  return typeof result === 'string' ? result : { points: result.points, runs: result.runs };
}

describe('what a config adds to a sweep that has begun', () => {
  it('are the points of its grid that the sweep has not, with all seeds', () => {
    const wider = grid.replace('[1, 2, 4]', '[2, 4, 8, 20]');
    assert.deepEqual(found(grid, wider), { points: 4, runs: 12 });
    const order = grid.replace(
      /temperature.value: \[1, 2, 4\], (loss.soft: \[0.5, 0.9\])/,
      '$1, temperature: { value: [1, 8] }',
    );
    assert.deepEqual(
      found(grid, order),
      { points: 2, runs: 6 },
      'whatever the order and form in which settings are written',
    );
  });

  it('are counted behind what has joined before', () => {
    const wider = grid.replace('[1, 2, 4]', '[1, 2, 4, 8]');
    const first = findAddition(configOf(grid), [], configOf(wider));
    assert.ok(typeof first !== 'string');
    const changes = [{ add: first.add }];
    assert.match(
      reason(grid, wider, { changes }),
      /^the sweep has all points, seeds and fresh seeds of the config already\. /,
    );
    assert.deepEqual(found(grid, grid.replace('[1, 2, 4]', '[1, 20]'), { changes }), { points: 2, runs: 6 });
  });

  it('may be seeds, fresh seeds, a larger budget or more time', () => {
    assert.deepEqual(found(grid, grid.replace('seeds: 3', 'seeds: 4')), { points: 0, runs: 6 });
    assert.deepEqual(found(grid, grid.replace('then: { seeds: 6 }', 'then: { seeds: 12 }')), { points: 0, runs: 6 });
    assert.deepEqual(found(search, search.replace('runs: 30', 'runs: 60')), { points: 10, runs: 30 });
    const hours = search.replace('runs: 30', 'hours: 1');
    assert.deepEqual(found(hours, hours.replace('hours: 1', 'hours: 2')), { points: 0, runs: 0 });
  });

  const refused: readonly (readonly [what: string, edited: string, message: RegExp, more?: string, of?: string])[] = [
    ['no sweep', '', /^the config has no sweep, so it has no points to add\.$/],
    [
      'another setting',
      grid,
      /^the config differs from what the sweep began with in train\.epochs, and points are compared with each other\. Start a new sweep, or put that back\.$/,
      'train: { epochs: 3 }\n',
    ],
    [
      'another method',
      grid.replace('seeds: 3', 'seeds: 3, method: random'),
      /^the config differs from what the sweep began with in sweep\.method, /,
    ],
    [
      'other settings that vary',
      grid.replace('loss.soft: [0.5, 0.9]', 'train.batchSize: [32, 64]'),
      /^the config varies temperature\.value, train\.batchSize, and the sweep temperature\.value, loss\.soft\. Start a new sweep for other settings\.$/,
    ],
    [
      'a seed less',
      grid.replace('seeds: 3', 'seeds: 2'),
      /^the config has no seed \d+ any more, and the points of the sweep have it\. Add it again\.$/,
    ],
    [
      'fewer fresh seeds',
      grid.replace('then: { seeds: 6 }', 'then: { seeds: 4 }'),
      /^the sweep judges its best point by 6 fresh seeds, and the config has fewer\. Raise then\.seeds, or leave it\.$/,
    ],
    [
      'a larger grid than its budget',
      grid.replace('[1, 2, 4]', '[3, 5]').replace('seeds: 3', 'seeds: 3, budget: { runs: 20 }'),
      /^the sweep would have 30 runs with those that are there, and 20 are the most\. Add fewer, or raise budget\.runs\.$/,
    ],
    [
      'another range of a search that learns',
      search.replace('to: 20', 'to: 40'),
      /^a search by tpe learns from the points of one space, all with the same seeds, so only budget and then can grow\. Start a new sweep\.$/,
      '',
      search,
    ],
    [
      'nothing',
      grid,
      /^the sweep has all points, seeds and fresh seeds of the config already\. Add values to sweep\.over, /,
    ],
  ];
  for (const [what, edited, message, more = '', of = grid] of refused) {
    it(`is refused with a sentence where it is ${what}`, () => {
      assert.match(reason(of, edited, { more }), message);
    });
  }
});

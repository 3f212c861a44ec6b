import assert from 'node:assert/strict';
import {
  completeConfig,
  hoverConfig,
  jsonSchema,
  parseConfig,
  sweepPlanSize,
  temperatureSweepEdits,
} from '../../../src/config';
import { pointConfig } from '../../../src/config/point';
import { withTuning } from '../../../src/config/tuning';

const base = `name: a
data: { set: mnist }
teacher: { model: { preset: mlp, hidden: [64] } }
student: { model: { preset: mlp, hidden: [8] } }
`;
const parsed = (rest: string): ReturnType<typeof parseConfig> => parseConfig(base + rest, 'yaml');
const sweepOf = (rest: string): unknown => {
  const { config, problems } = parsed(rest);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  return config?.sweep;
};
const errorsOf = (rest: string): string[] =>
  parsed(rest).problems.flatMap(({ severity, message }) => (severity === 'error' ? [message] : []));

const search = {
  seeds: 3,
  teachers: 'shared',
  control: true,
  checkpoints: 'best',
  method: 'tpe',
  budget: { runs: 60 },
  goal: { metric: 'validation.accuracy' },
  then: { seeds: 6 },
};

describe('a temperature that is tuned', () => {
  it('is a search of the constant one between 1 and 20, with six fresh seeds', () => {
    assert.deepEqual(sweepOf('temperature: tune\n'), {
      over: { 'temperature.value': { from: 1, to: 20, log: true } },
      ...search,
    });
    assert.deepEqual(parsed('temperature: tune\n').config?.temperature, { strategy: 'constant', value: 4 });
    const { config } = parsed('temperature: tune\n');
    assert.ok(config);
    assert.deepEqual(sweepPlanSize(config), { points: 20, seeds: 3, fresh: 6, runs: 66, controls: 9 });
  });

  it('is a search of the temperatures of its strategy, from half to twice of what is written or the default', () => {
    assert.deepEqual(sweepOf('temperature: { strategy: linear, from: 6, tune: true }\n'), {
      over: { 'temperature.from': { from: 3, to: 12, log: true }, 'temperature.to': { from: 0.5, to: 2, log: true } },
      ...search,
    });
    const { config } = parsed('temperature: { strategy: linear, from: 6, tune: true }\n');
    assert.deepEqual(config?.temperature, { strategy: 'linear', from: 6, to: 1 });
  });

  it('is no search with tune: false', () => {
    assert.equal(sweepOf('temperature: { strategy: linear, tune: false }\n'), undefined);
  });

  it('leaves what sweep says itself, and adds to what it varies', () => {
    const written = sweepOf(
      'temperature: tune\nsweep: { seeds: 2, budget: { runs: 12 }, over: { loss.soft: [0.5, 0.9] } }\n',
    );
    assert.deepEqual(written, {
      over: { 'temperature.value': { from: 1, to: 20, log: true }, 'loss.soft': [0.5, 0.9] },
      ...{ ...search, seeds: 2, budget: { runs: 12 } },
    });
    const own = sweepOf('temperature: tune\nsweep: { method: grid, over: { temperature.value: [2, 4] } }\n');
    assert.deepEqual((own as { over: unknown }).over, { 'temperature.value': [2, 4] });
  });

  it('gives each run a config without it', () => {
    for (const rest of ['temperature: tune\n', 'temperature: { strategy: constant, value: 3, tune: true }\n']) {
      const point = { settings: [[['temperature', 'value'], 2.5]] as const, seed: 7, hasOwnTeachers: false };
      const { config, fault } = pointConfig(base + rest, 'yaml', point);
      assert.equal(fault, undefined);
      assert.deepEqual(config?.temperature, { strategy: 'constant', value: 2.5 });
      assert.equal(config.sweep, undefined);
    }
  });

  it('needs a teacher, a strategy with temperatures, and a choice', () => {
    const alone = parseConfig(`${base.replace(/^teacher.*\n/m, '')}temperature: tune\n`, 'yaml').problems;
    assert.equal(
      alone.find(({ severity }) => severity === 'error')?.message,
      'Without a teacher a temperature changes nothing, so there is none to tune. Add a teacher, or write a number.',
    );
    assert.deepEqual(errorsOf('temperature: { strategy: expression, value: "8 - epoch", tune: true }\n'), [
      "The strategy 'expression' has no temperature to tune. Remove tune, and write under sweep.over what should vary.",
    ]);
    assert.deepEqual(errorsOf('temperature: { strategy: linear, tune: 3 }\n'), [
      "'temperature.tune' is 3; it must be true or false.",
    ]);
    assert.deepEqual(errorsOf('temperature: tune\nsweep: { method: grid }\n'), [
      'A range of all numbers has no grid. Write steps, or take method: halton, random or tpe.',
    ]);
    assert.match(errorsOf('sweep: { over: { temperature.tune: [true, false] } }\n')[0] ?? '', /is no setting of a run/);
    assert.equal(errorsOf('temperature: tuned\n').length, 1);
  });

  it('is a search of the whole config: one of several teachers has none', () => {
    const teachers = `teachers:\n  - { name: one, temperature: tune, model: { preset: mlp, hidden: [4] } }\n`;
    const { problems } = parseConfig(base.replace(/^teacher.*\n/m, teachers), 'yaml');
    assert.equal(problems.filter(({ severity }) => severity === 'error').length, 1);
  });

  it('has a hover with its runs, is completed, and is part of the JSON Schema', () => {
    const text = `${base}temperature: tune\n`;
    const { markdown = '' } = hoverConfig(text, 'yaml', text.indexOf('temperature')) ?? {};
    assert.match(markdown, /66 runs: 20 points × 3 seeds and 6 fresh seeds of the best point, and 9 controls/);
    const half = `${base}temperature: t`;
    const labels = completeConfig(half, 'yaml', half.length).map(({ label }) => label);
    assert.ok(labels.includes('tune'), labels.join(', '));
    const inside = `${base}temperature: { strategy: linear,  }`;
    const keys = completeConfig(inside, 'yaml', inside.length - 2).map(({ label }) => label);
    assert.ok(keys.includes('tune'), keys.join(', '));
    assert.match(JSON.stringify(jsonSchema()), /"const":"tune"/);
  });

  it('is a sweep already for Sweep Temperature', () => {
    assert.throws(() => temperatureSweepEdits(`${base}temperature: tune\n`, 'yaml', 'tpe'), /by the word 'tune'/);
  });

  it('leaves other values as they are', () => {
    for (const value of [undefined, null, 3, [], 'tune', { temperature: 4 }, { temperature: { tune: 'x' } }]) {
      assert.equal(withTuning(value), value);
    }
  });
});

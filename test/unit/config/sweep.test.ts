import assert from 'node:assert/strict';
import { parseConfig, pointConfig, spaceOf, type Problem } from '../../../src/config';

const base = `name: small
data: { format: mnist, validation: 100, limit: 5000 }
teacher: { model: { preset: mlp, hidden: [800] } }
student: { model: { preset: mlp, hidden: [30] } }
temperature: 4
`;

function problemsOf(sweep: string, text = base): readonly Problem[] {
  return parseConfig(`${text}sweep: ${sweep}\n`, 'yaml').problems;
}

describe('a sweep in a config', () => {
  for (const sweep of [
    '{ over: { temperature.value: [1, 2, 4] } }',
    '{ over: { temperature: { value: [1, 2, 4] }, loss.soft: { from: 0.1, to: 0.9, steps: 5 } }, seeds: 3 }',
    '{ over: { temperature: [1, { strategy: linear, from: 8, to: 1 }] }, seeds: [1, 5, 9] }',
    '{ over: { train.optimizer.learningRate: { from: 0.0001, to: 0.1, log: true } }, method: tpe, budget: { runs: 40 } }',
    '{ over: { student.model.hidden: [[30], [300, 300]] }, then: { seeds: 6 }, teachers: each }',
    '{ over: { train.batchSize: { from: 16, to: 64, steps: 3 } } }',
  ]) {
    it(`takes ${sweep}`, () => assert.deepEqual(problemsOf(sweep), []));
  }

  const faults: readonly [sweep: string, at: string, message: RegExp][] = [
    ['{ over: { temprature.value: [1, 2] } }', 'temprature.value', /'temprature'.*temperature/],
    ['{ over: { loss.sotf: [0.1, 0.2] } }', 'loss.sotf', /sotf.*soft/],
    ['{ over: { loss.soft: [0.5, -1] } }', 'loss.soft', /With loss\.soft: -1 a run has an error\. /],
    [
      '{ over: { temperature.value: [1, warm] } }',
      'temperature.value',
      /With temperature\.value: "warm" a run has an error/,
    ],
    ['{ over: { temperature.value: [] } }', 'temperature.value', /The list is empty/],
    ['{ over: { temperature.value: [4, 4] } }', 'temperature.value', /4 is in the list twice/],
    ['{ over: { temperature.value: 4 } }', 'temperature.value', /varies over nothing/],
    ['{ over: {} }', 'over', /Nothing varies/],
    [
      '{ over: { train.learningRat: [0.1, 0.2] } }',
      'train.learningRat',
      /^'train\.learningRat' is no setting\. Did you mean 'train\.optimizer\.learningRate'\?$/,
    ],
    [
      '{ over: { temperature.value: { from: 1, to: 20, steps: 1000 }, loss.soft: { from: 0.1, to: 0.9, steps: 1000 } } }',
      'over',
      /^The grid has 1,000,000 runs, and a sweep 10,000 at most\./,
    ],
    ['{ over: { loss.soft: [0.5, 0.7] }, budget: { runs: 0 } }', 'runs', /is 0; it must be a whole number from 1/],
    ['{ over: { loss.soft: [0.5, 0.7] }, seeds: [1, 2, 1] }', 'seeds', /^Seed 1 is in the list twice/],
    [
      '{ over: { loss.soft: [0.5, 0.7] }, goal: { metric: test.accuracy } }',
      'metric',
      /The test split only judges, so a goal is of the validation split\.$/,
    ],
    [
      '{ over: { loss.soft: [0.5, 0.7] }, goal: { metric: validation.accuraci } }',
      'metric',
      /it must be one of validation\.accuracy, .* Did you mean 'validation\.accuracy'\?$/,
    ],
    ['{ over: { "__proto__.polluted": [1, 2] } }', '"__proto__.polluted"', /'__proto__' is no setting\. Remove it/],
    [
      '{ over: { "data.__proto__": { polluted: [1, 2] } } }',
      '"data.__proto__"',
      /'__proto__' is no setting\. Remove it/,
    ],
    [`{ over: { "${'a.'.repeat(40)}a": [1, 2] } }`, '"a.a', /'a\.a\.a…' has 41 keys, and no setting lies as deep/],
    [
      `{ over: { ${Array.from({ length: 65 }, (_, at) => `k${at}: [1]`).join(', ')} } }`,
      'over',
      /65 settings vary, and a sweep takes 64 at most/,
    ],
    [
      '{ over: { student.model.hidden.4000000000: [1, 2] } }',
      'student.model.hidden.4000000000',
      /'4000000000' names no entry of a list of 1, counted from 0/,
    ],
    ['{ over: { loss.soft: { from: 0.1, to: 0.1, steps: 3 } } }', 'loss.soft', /has no values between/],
    ['{ over: { loss.soft: { from: 0.1, to: 0.9 } } }', 'loss.soft', /Write steps, or take method/],
    [
      '{ over: { loss.soft: { from: 0, to: 1, steps: 3, log: true } } }',
      'loss.soft',
      /logarithm needs numbers above 0/,
    ],
    ['{ over: { loss.soft: { from: 0, to: 1, steps: 1 } } }', 'steps', /from 2 to 1000/],
    ['{ over: { loss.soft: { from: 0, to: 1, step: 3 } } }', 'step', /no 'step'/],
    ['{ over: { train.batchSize: { from: 16.5, to: 64, steps: 2 } } }', 'train.batchSize', /takes whole numbers/],
    ['{ over: { seed: [1, 2, 3] } }', 'seed', /Write sweep\.seeds in place of it/],
    ['{ over: { name: [a, b] } }', 'name', /is no setting of a run/],
    ['{ over: { temperature.value: [1, 2] }, seeds: [3, 3] }', 'seeds', /Seed 3 is in the list twice/],
    [
      '{ over: { temperature.value: [1, 2] }, seeds: 3, budget: { runs: 4 } }',
      'runs',
      /The grid has 6 runs, and its budget 4/,
    ],
    [
      '{ over: { temperature.value: [1, 2] }, seeds: 3, method: random, budget: { runs: 2 } }',
      'runs',
      /no point with 3 seeds/,
    ],
    [
      '{ over: { loss.soft: { from: 0, to: 1, steps: 1000 }, loss.hard: { from: 0.1, to: 1, steps: 1000 } } }',
      'over',
      /The grid has 1,000,000 runs, and a sweep 10,000 at most/,
    ],
    ['{ over: { temperature.value: [1, 2] }, budget: { runs: 0 } }', 'runs', /above 0|from 1/],
    ['{ over: { temperature.value: [1, 2] }, goal: { metric: test.accuracy } }', 'metric', /validation\.accuracy/],
    [
      '{ over: { temperature: { strategy: [constant, linear], from: [8, 9] } } }',
      'from',
      /With temperature\.from: 8 a run has an error\. Unknown key 'from' in temperature\. It is a key of linear, .*, and 'strategy' is constant: change that, or remove the key\./,
    ],
  ];
  for (const [sweep, at, message] of faults) {
    it(`refuses ${sweep}`, () => {
      const text = `${base}sweep: ${sweep}\n`;
      const problems = problemsOf(sweep).filter(({ severity }) => severity === 'error');
      assert.match(problems.map((problem) => problem.message).join('\n'), message);
      const [first] = problems;
      const line = text.slice(0, first?.end).split('\n').length;
      assert.equal(line, 6, 'on the line of the sweep');
      assert.ok(text.slice(0, (first?.end ?? 0) + at.length + 4).includes(at));
      assert.equal(({} as { readonly polluted?: unknown }).polluted, undefined);
    });
  }

  it('says that nothing varies by one value', () => {
    const [problem] = problemsOf('{ over: { temperature.value: [4] } }');
    assert.equal(
      problem?.message,
      'temperature.value has one value, so nothing varies by it. Add values, or write it into the config itself.',
    );
    assert.equal(problem.severity, 'information');
  });

  it('says how many seeds a verdict needs', () => {
    const [problem] = problemsOf('{ over: { temperature.value: [1, 2] }, then: { seeds: 3 } }');
    assert.deepEqual([problem?.severity, problem?.remedy], ['information', 6]);
  });
});

describe('a point of a sweep', () => {
  const text = `${base}control: true\nsweep: { over: { temperature.value: [1, 2] } }\n`;
  const point = {
    settings: [
      [['temperature', 'value'], 8],
      [['loss', 'soft'], 0.5],
    ] as const,
    seed: 3,
    hasOwnTeachers: true,
  };

  it('is the config with its values, its seed and a teacher of that seed, without the sweep', () => {
    const { config, text: written } = pointConfig(text, 'yaml', point);
    assert.ok(config);
    assert.equal(config.name, 'small temperature 8, soft 0.5, seed 3');
    assert.deepEqual(config.temperature, { strategy: 'constant', value: 8 });
    assert.deepEqual([config.loss.soft, config.seed, config.teacher?.train.seed], [0.5, 3, 3]);
    assert.deepEqual([config.sweep, config.control], [undefined, undefined]);
    assert.match(written, /^# A point of a sweep: temperature 8, soft 0\.5, seed 3\.\n/);
    assert.deepEqual(pointConfig(JSON.stringify(parseConfig(text, 'yaml').value), 'json', point).config, config);
  });

  it('names the fault of a combination that no run can have', () => {
    const settings = [[['temperature', 'from'], 8]] as const;
    const { config, fault } = pointConfig(text, 'yaml', { ...point, settings });
    assert.equal(config, undefined);
    assert.match(fault ?? '', /from/);
  });

  it('lists whole numbers where a setting takes no others', () => {
    const over = { 'train.epochs': { from: 1, to: 3 }, 'loss.soft': { from: 0, to: 1 } };
    assert.deepEqual(
      spaceOf({ over }).map(({ domain }) => domain.kind === 'range' && domain.isInteger),
      [true, false],
    );
  });
});

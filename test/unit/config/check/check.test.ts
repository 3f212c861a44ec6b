import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { applyEdits, checkConfig, languageOf, parseConfig, setValueEdits, type Problem } from '../../../../src/config';

const names = ['mnist.distill.yaml', 'mnist.distill.json'];
const read = (name: string): string => readFileSync(new URL(`../../../../examples/${name}`, import.meta.url), 'utf8');
const unquoted = (text: string): string => text.replaceAll(/["']/g, '');

/** One change of the example, written in both languages: path, value, code, marked text without quotes, message. */
type Case = [path: string, value: unknown, code: string, marked: string, message: RegExp];

const schemaCases: Case[] = [
  ['sead', 1, 'unknown-key', 'sead', /^Unknown key 'sead'\. Did you mean 'seed'\?$/],
  ['loss.hrad', 1, 'unknown-key', 'hrad', /in loss\. Did you mean 'hard'\?$/],
  ['loss.alpha', 1, 'unknown-key', 'alpha', /Write 'hard', .* and 'soft'/],
  ['epochs', 3, 'unknown-key', 'epochs', /It belongs in train: move it there\.$/],
  ['batchsize', 3, 'unknown-key', 'batchsize', /It belongs in train|Remove it/],
  ['train.optimizer', { kind: 'adam' }, 'unknown-key', 'kind', /in train\.optimizer\. Did you mean 'name'\?$/],
  ['temperature', { type: 'constant', value: 2 }, 'unknown-key', 'type', /in temperature\. Did you mean 'strategy'\?$/],
  ['teacher.model', { kind: 'mlp' }, 'unknown-key', 'kind', /in teacher\.model\. Did you mean 'preset'\?$/],
  ['train.batchsize', 3, 'unknown-key', 'batchsize', /Did you mean 'batchSize'\?$/],
  ['train.zzzzzz', 3, 'unknown-key', 'zzzzzz', /Remove it, or write one of .*engine/],
  ['temperature.gamma', 0.5, 'unknown-key', 'gamma', /in temperature/],
  [
    'temperature',
    { strategy: 'constant', value: 4, from: 8 },
    'unknown-key',
    'from',
    /It is a key of linear, cosine, .*, and 'strategy' is constant: change that, or remove the key\.$/,
  ],
  ['loss', { kind: 'mse', beta: 3 }, 'unknown-key', 'beta', /It is a key of jsd, .*, and 'kind' is mse: /],
  ['temperature.form', 8, 'unknown-key', 'form', /Did you mean 'from'\?$/],
  ['temperature.strategy', 'liner', 'invalid-value', 'liner', /one of constant, .*learned\. Did you mean 'linear'\?$/],
  ['temperature.strategy', 'x', 'invalid-value', 'x', /is 'x'; it must be one of constant, .*learned\.$/],
  ['temperature.strategy', 4, 'wrong-type', '4', /is 4; it must be one of/],
  [
    'temperature',
    -1,
    'invalid-value',
    '-1',
    /^'temperature' is -1; it must be a number above 0, at most 1000, or a map/,
  ],
  ['temperature', '4', 'wrong-type', '4', /is '4'; .* Remove the quotes\.$/],
  ['temperature', null, 'wrong-type', 'null', /has no value\. Write a number above 0/],
  ['temperature', [], 'wrong-type', '[]', /is a list of 0; it must be a number/],
  ['temperature', { from: 8 }, 'missing-key', 'temperature', /'temperature.strategy' is missing\. Write .*strategy/],
  ['temperature', { strategy: 'step' }, 'missing-key', 'temperature', /Write "?milestones"?: \[5\] in temperature\.$/],
  ['loss.soft', -1, 'invalid-value', '-1', /^'loss.soft' is -1; it must be a number from 0 to 1000\.$/],
  ['loss.soft', 'much', 'wrong-type', 'much', /is 'much'; it must be a number/],
  ['loss.scaleByT2', 'yes', 'wrong-type', 'yes', /must be true or false\. Did you mean true\?$/],
  ['loss.kind', 'lk', 'invalid-value', 'lk', /must be one of kl, .*dist\. Did you mean 'kl'\?$/],
  ['loss', 5, 'wrong-type', '5', /^'loss' is 5; it must be a map\.$/],
  [
    'data',
    { validation: 5 },
    'missing-key',
    'data',
    /'data.format' is missing\. Write "?format"?: "?mnist"? in data\.$/,
  ],
  ['data.set', 'cifar', 'invalid-value', 'cifar', /must be mnist\.$/],
  ['data.set', 'mnits', 'invalid-value', 'mnits', /Did you mean 'mnist'\?$/],
  ['train.epochs', 1.5, 'wrong-type', '1.5', /must be a whole number from 1 to 100000/],
  ['train.epochs', 0, 'invalid-value', '0', /is 0; it must be a whole number from 1/],
  ['train.optimizer.name', 'adma', 'invalid-value', 'adma', /Did you mean 'adam'\?$/],
  ['train.engine', 'wams', 'invalid-value', 'wams', /Did you mean 'wasm'\?$/],
  ['student.model.activation', 'rleu', 'invalid-value', 'rleu', /Did you mean 'relu'\?$/],
  ['student.model.hidden.1', 0, 'invalid-value', '0', /^'student.model.hidden.1' is 0/],
  ['student.model.hidden', [], 'invalid-value', '[]', /a list of 0; it must be a list of 1 to 32 items/],
  ['seed', 1e20, 'invalid-value', '100000000000000000000', /is 100000000000000000000; it must be/],
  ['name', '', 'invalid-value', '', /is empty text; it must be a text of 1 to 100/],
];

const lintCases: Case[] = [
  ['loss', { hard: 0, soft: 0 }, 'no-loss', '0', /Raise one/],
  ['loss.soft', 0, 'teacher-unused', '0', /Raise soft or remove the teacher/],
  ['loss.soft', 0, 'temperature-unused', '{ strategy: linear, from: 8, to: 2 }', /no effect: soft is 0\. Remove it/],
  ['loss.scaleByT2', false, 'no-t2', 'false', /Set scaleByT2 to true/],
  ['data.train', 60000, 'train-above-data', '60000', /55000 training examples are left/],
  ['train.batchSize', 60000, 'batch-too-large', '60000', /above the 55000 training examples\. Lower it/],
  ['teacher.train.batchSize', 60000, 'batch-too-large', '60000', /Lower it/],
  ['student.model.hidden', [4000], 'student-larger', '{ preset: mlp, hidden: [4000] }', /more than its teacher/],
  ['student.model.hidden', [65536, 65536], 'huge-model', '[65536, 65536]', /take about 69\.55 GB/],
  ['temperature', { strategy: 'step', milestones: [2, 10] }, 'late-milestone', '10', /ends at epoch 10/],
  ['temperature.to', 8, 'flat-schedule', '8', /stays at 8 .* use constant/],
  ['temperature', { strategy: 'step', milestones: [2], gamma: 1 }, 'flat-schedule', '1', /Change gamma/],
  ['temperature', 1e-300, 'extreme-temperature', '1e-300', /reaches 1e−300/],
  ['temperature', { strategy: 'step', milestones: [1, 2, 3, 4, 5], gamma: 10 }, 'extreme-temperature', '*', /400000/],
  ['train.optimizer.learningRate', 5, 'unusual-learning-rate', '5', /Try 0\.001/],
  ['train.optimizer.learningRate', 1e-300, 'unusual-learning-rate', '1e-300', /nothing is learned/],
];

for (const name of names)
  describe(`checkConfig on ${name}`, () => {
    const language = languageOf(name);
    const change = (path: string, value: unknown): [string, readonly Problem[]] => {
      const text = applyEdits(read(name), setValueEdits(read(name), language, path.split('.'), value));
      return [text, checkConfig(parseConfig(text, language))];
    };
    for (const [path, value, code, marked, message] of schemaCases)
      it(`${path}: ${JSON.stringify(value)} is ${code}, exactly there`, () => {
        const [text, problems] = change(path, value);
        assert.deepEqual(
          problems.map((problem) => [problem.code, unquoted(text.slice(problem.start, problem.end))]),
          [[code, marked]],
        );
        assert.match(problems[0]?.message ?? '', message);
      });
    for (const [path, value, code, marked, message] of lintCases.filter(([, , , , { source }]) => source !== 'never'))
      it(`${path}: ${JSON.stringify(value)} gets ${code}`, () => {
        const [text, problems] = change(path, value);
        const problem = problems.find((one) => one.code === code);
        assert.ok(problem, JSON.stringify(problems));
        if (marked !== '*') assert.equal(unquoted(text.slice(problem.start, problem.end)), marked);
        assert.match(problem.message, message);
      });
    it('says nothing of a small student at a low T, and warns at a high one', () => {
      const small = applyEdits(read(name), setValueEdits(read(name), language, ['student', 'model', 'hidden'], [30]));
      const at = (temperature: number): string[] =>
        checkConfig(
          parseConfig(applyEdits(small, setValueEdits(small, language, ['temperature'], temperature)), language),
        ).map(({ code }) => code);
      assert.deepEqual(at(3), []);
      assert.deepEqual(at(20), ['hot-small-student']);
    });
  });

describe('checkConfig', () => {
  const student = 'name: a\ndata: { set: mnist }\nstudent: { model: { preset: mlp, hidden: [30] } }\n';
  const cases: [string, string[]][] = [
    ['', []],
    ['loss: { soft: 0.9 }\n', ['soft-without-teacher']],
    ['loss: { hard: 0 }\n', ['no-loss']],
    ['temperature: 4\n', ['temperature-unused']],
  ];
  for (const [more, codes] of cases)
    it(`without a teacher, ${JSON.stringify(more)} gets ${codes.join() || 'nothing'}`, () => {
      const problems = checkConfig(parseConfig(student + more, 'yaml'));
      assert.deepEqual(
        problems.map(({ code }) => code),
        codes,
      );
    });
  it('asks for no missing key while the text cannot be read', () => {
    const problems = checkConfig(parseConfig('{ "name": "a", "da', 'json'));
    assert.ok(problems.length > 0);
    assert.deepEqual(
      problems.filter(({ code }) => code === 'missing-key'),
      [],
    );
  });
  it('says what is missing from an empty file', () => {
    const problems = checkConfig(parseConfig('{}', 'json'));
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        `'name' is missing. Write "name": "experiment" at the top level.`,
        `'data' is missing. Write "data": { "format": "mnist" } at the top level.`,
        `'student' is missing. Write "student": { "model": { "preset": "mlp", "hidden": [800, 800] } } at the top level.`,
      ],
    );
  });
  it('names what is not a map', () => {
    assert.match(checkConfig(parseConfig('- 1\n', 'yaml'))[0]?.message ?? '', /^The config is a list of 1; .* a map/);
  });
});

describe('the place of a mistake in an expression', () => {
  for (const [expression, word] of [
    ['8 - 6 * epok / epochs', 'epok'],
    ['8 - ', '-'],
    ['max(1 2)', '2'],
    ['min(epoch)', 'min'],
    ['4 + $', '$'],
  ] as const)
    for (const [language, text] of [
      ['yaml', `temperature: { strategy: expression, value: "${expression}" }`],
      ['yaml', `temperature:\n  strategy: expression\n  value: '${expression}'\n`],
      ['json', `{ "temperature": { "strategy": "expression", "value": "${expression}" } }`],
    ] as const)
      it(`${expression} in ${text.slice(0, 20)}`, () => {
        const problem = checkConfig(parseConfig(text, language)).find(({ code }) => code === 'invalid-value');
        assert.ok(problem);
        assert.equal(text.slice(problem.start, problem.end), word);
        assert.ok(problem.start > text.indexOf('value'));
      });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  applyEdits,
  checkConfig,
  parseConfig,
  setStrategyEdits,
  strategyAt,
  teachersOf,
  type Language,
} from '../../../../src/config';
import { strategies } from '../../../../src/distillation';

const names = strategies.map(({ name }) => name);

const yaml = (second: string): string => `# head
name: two # the name
data: { set: mnist }
teachers: # both
  - name: one # first
    model: { preset: mlp, hidden: [8] }
    temperature: 3 # own
${second}
# about the student
student: { model: { preset: mlp, hidden: [4] } } # small
train: { epochs: 6 }
`;
const json = (second: string): string => `// head
{
  "name": "two", // the name
  "data": { "set": "mnist" },
  "teachers": [
    { "name": "one", "model": { "preset": "mlp", "hidden": [8] }, "temperature": 3 }, // first
    ${second}
  ],
  "student": { "model": { "preset": "mlp", "hidden": [4] } }, /* small */
  "train": { "epochs": 6 }
}
`;
const model = 'model: { preset: mlp, hidden: [8] }';

/** Positions of the second teacher; all else must stay as it is. */
const documents: [title: string, language: Language, text: string][] = [
  ['a number in a block', 'yaml', yaml(`  - name: other\n    ${model} # m\n    temperature: 4 # warm`)],
  ['none in a block', 'yaml', yaml(`  - name: other\n    ${model} # m`)],
  ['no value yet', 'yaml', yaml(`  - name: other\n    ${model}\n    temperature:`)],
  ['in braces', 'yaml', yaml(`  - { name: other, ${model}, temperature: { strategy: linear, from: 8 } } # o`)],
  ['none in braces', 'yaml', yaml(`  - { name: other, ${model} } # o`)],
  [
    'a block of its own',
    'yaml',
    yaml(`  - temperature: # T\n      strategy: linear # straight\n      from: 8 # hot\n    name: other\n    ${model}`),
  ],
  ['a number', 'json', json('{ "name": "other", "model": { "preset": "mlp", "hidden": [8] }, "temperature": 4 } // o')],
  ['none', 'json', json('{ "name": "other", "model": { "preset": "mlp", "hidden": [8] } } // o')],
  [
    'over lines',
    'json',
    json(
      '{\n      "name": "other",\n      "model": { "preset": "mlp", "hidden": [8] },\n      "temperature": {\n        "strategy": "linear", // straight\n        "from": 8 // hot\n      }\n    }',
    ),
  ],
];

const path = ['teachers', '1', 'temperature'];
const commentsOf = (text: string): string[] =>
  [...text.matchAll(/#[^\r\n]*|\/\/[^\r\n]*|\/\*.*?\*\//g)].map(([comment]) => comment.trim()).sort();

describe('choosing a strategy for a teacher', () => {
  for (const [title, language, text] of documents) {
    for (const name of names) {
      it(`${title}, ${language}: ${name}`, () => {
        const after = applyEdits(text, setStrategyEdits(text, language, name, path));
        const [old, now] = [parseConfig(text, language), parseConfig(after, language)];
        const errors = checkConfig(now).filter(({ severity }) => severity === 'error');
        assert.deepEqual(errors, [], after);
        assert.ok(now.config);
        const [one, other] = teachersOf(now.config);
        assert.equal(other?.source && strategyAt(after, language, path), name);
        assert.equal(strategyAt(after, language, ['teachers', '0', 'temperature']), 'constant');
        assert.equal(one?.name, 'one');
        const without = ({ config }: typeof now): unknown => ({
          ...config,
          teachers: config?.teachers?.map((teacher, index) => ({ ...teacher, ...(index === 1 && { temperature: 0 }) })),
        });
        if (old.config) assert.deepEqual(without(now), without(old));
        assert.deepEqual(commentsOf(after), commentsOf(text), after);
        assert.deepEqual(setStrategyEdits(after, language, name, path), [], 'choosing it again changes nothing');
      });
    }
  }
});

describe('every strategy, chosen for the config itself', () => {
  const text =
    'name: a # n\ndata: { set: mnist }\nteacher: { model: { preset: mlp, hidden: [8] } }\nstudent: { model: { preset: mlp, hidden: [8] } }\ntemperature: 4 # warm\n';
  for (const name of names) {
    it(`${name}: can be run, keeps the temperature, and is idempotent`, () => {
      const after = applyEdits(text, setStrategyEdits(text, 'yaml', name));
      const errors = checkConfig(parseConfig(after, 'yaml')).filter(({ severity }) => severity === 'error');
      assert.deepEqual(errors, [], after);
      assert.equal(strategyAt(after, 'yaml', ['temperature']), name);
      assert.deepEqual(setStrategyEdits(after, 'yaml', name), []);
      assert.match(after, / # warm\n$/);
    });
  }
  it('writes a smooth passage with confidence, without which it would warn at once', () => {
    const after = applyEdits(text, setStrategyEdits(text, 'yaml', 'confidence'));
    assert.match(after, /strategy: confidence.*smooth: 20/);
    const problems = (of: string): string[] => checkConfig(parseConfig(of, 'yaml')).map(({ message }) => message);
    assert.deepEqual(
      problems(after).filter((message) => /threshold/.test(message)),
      [],
    );
    const jumping = problems(after.replace(/,? smooth: 20/, '')).find((message) => /threshold/.test(message));
    assert.match(jumping ?? '', /weight T² jumps by a factor of 64\. Add smooth: 20/);
  });
  it('writes what applies anyway where nothing is written', () => {
    const none = text.replace('temperature: 4 # warm\n', '');
    assert.equal(
      applyEdits(none, setStrategyEdits(none, 'yaml', 'constant')),
      `${none}temperature: { strategy: constant, value: 4 }\n`,
    );
  });
});

describe('what a pick says of each strategy', () => {
  for (const { name, helps } of strategies) {
    it(`${name}: one line that fits`, () => {
      assert.ok(helps.length <= 88, `${helps.length} characters: ${helps}`);
      assert.doesNotMatch(helps, /\n/);
    });
  }
});

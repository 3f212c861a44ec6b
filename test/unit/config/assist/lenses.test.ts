import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { describeSize, lensAnchors, parseConfig, type Language } from '../../../../src/config';
import { valid } from '../documents';

/** Places of lenses: `run 3`, `temperature 12 linear`; lines count from 1. */
function lenses(text: string, language: Language): string[] {
  return lensAnchors(text, language).map((anchor) => {
    const line = text.slice(0, anchor.start).split('\n').length;
    return anchor.kind === 'temperature'
      ? `${anchor.path.join('.')} ${line} ${anchor.strategy}`
      : `${anchor.kind} ${line}`;
  });
}

/** Without the strategies, whose names change while they are typed. */
const places = (text: string, language: Language): string[] =>
  lenses(text, language).map((lens) => lens.split(' ', 2).join(' '));

const several = `name: several
teachers:
  - name: one
    temperature: { strategy: cosine }
    model: { preset: mlp, hidden: [20] }
  - { name: two, temperature: 4, model: { preset: mlp, hidden: [30] } }
  # the third has none of its own
  - name: three
    model:
      preset: mlp
      hidden: [40]
student:
  model: { preset: mlp, hidden: [10] }
  note: { temperature: 3 }
temperature:
  strategy: linear
  from: 8
`;

const cases: [title: string, language: Language, text: string, expected: string[]][] = [
  ['nothing', 'yaml', '', []],
  ['only comments', 'yaml', '# one\n\n  # two\n', []],
  ['only comments', 'json', '// one\n/* two\n*/ ', []],
  ['a first word', 'yaml', '# one\nna', ['run 2']],
  ['an opened bracket', 'json', '// one\n{', ['run 2']],
  ['a document mark', 'yaml', '%YAML 1.2\n---\nname: a', ['run 3']],
  ['a byte-order mark', 'yaml', '\ufeffname: a\ntemperature: 3', ['run 1', 'temperature 2 constant']],
  [
    'each teacher’s temperature, and none of other maps',
    'yaml',
    several,
    [
      'run 1',
      'teachers.0.temperature 4 cosine',
      'teachers.1.temperature 6 constant',
      'temperature 15 linear',
      'model 13',
    ],
  ],
  [
    'the augmentation of the data, and of no training',
    'yaml',
    'data:\n  set: mnist\n  augment: { rot\ntrain: { augment: { jitter: 1 } }\n',
    ['run 1', 'augment 3'],
  ],
  ['two temperatures', 'yaml', 'temperature: 1\ntemperature: 2\n', ['run 1', 'temperature 1 constant']],
  ['a key inside of text', 'yaml', 'name: >\n  temperature: 3\nseed: 1', ['run 1']],
  ['a key inside of a comment', 'json', '{ // "temperature": 3\n"name": "a" }', ['run 1']],
  ['an unfinished strategy', 'json', '{ "temperature": { "strategy": "lin', ['run 1', 'temperature 1 lin']],
  ['more than a config may have', 'yaml', `temperature: 3\n${'# long\n'.repeat(40_000)}`, []],
];

describe('lenses', () => {
  for (const [title, language, text, expected] of cases) {
    it(`${title}, ${language}`, () => {
      assert.deepEqual(lenses(text, language), expected);
    });
  }
  const documents: typeof valid = [...valid, ['several teachers', 'yaml', several]];
  for (const [title, language, text] of documents) {
    it(`come with their keys and stay where they are while a config is typed: ${title}, ${language}`, () => {
      let before: string[] = [];
      for (let length = 0; length <= text.length; length += 1) {
        const now = places(text.slice(0, length), language);
        const typed = JSON.stringify(text.slice(Math.max(0, length - 20), length));
        const gone = before.filter((place) => !now.includes(place));
        assert.deepEqual(gone, [], `after ${typed}`);
        assert.ok(now.length - before.length <= 1, `one at a time, after ${typed}`);
        before = now;
      }
      assert.deepEqual(before, places(text, language));
    });
    it(`stay while a value is typed over: ${title}, ${language}`, () => {
      const whole = places(text, language);
      for (const { index, 0: word } of text.matchAll(/(?<=:[ \t]*["']?)[\w.]+(?=["']?\s*[,}\]\n#])/g)) {
        for (let length = 0; length <= word.length; length += 1) {
          const changed = text.slice(0, index) + word.slice(0, length) + text.slice(index + word.length);
          assert.deepEqual(places(changed, language), whole, JSON.stringify(changed.slice(index - 20, index + 20)));
        }
      }
    });
  }
});

const layers = (units: number): string => `{ preset: mlp, hidden: [${units}] }`;

describe('the size of a student', () => {
  for (const [title, text, expected] of [
    // 784·10 + 10 + 10·10 + 10 = 7,960; 784·20 + 20 + 20·10 + 10 = 15,910
    [
      'beside its teacher',
      `student: { model: ${layers(10)} }\nteacher: { model: ${layers(20)} }`,
      '7,960 parameters, 50 % of the teacher’s',
    ],
    ['alone', `student: { model: ${layers(10)} }\nloss: { hard: 1, soft: 0 }`, '7,960 parameters'],
    [
      'beside several teachers',
      `student: { model: ${layers(10)} }\nteachers: [{ name: a, model: ${layers(20)} }, { name: b, model: ${layers(30)} }]`,
      '7,960 parameters',
    ],
    [
      'beside a file that nobody has read',
      `student: { model: ${layers(10)} }\nteacher: { model: { preset: file, path: big.onnx } }`,
      '7,960 parameters',
    ],
    [
      'in a file that nobody has read',
      `student: { model: { preset: file, path: small/model.json } }\nteacher: { model: ${layers(20)} }`,
      'parameters as in its file',
    ],
  ] as const) {
    it(title, () => {
      const { config, facts } = parseConfig(`name: a\ndata: { set: mnist }\n${text}\n`, 'yaml');
      assert.ok(config);
      assert.equal(describeSize(config, facts), expected);
    });
  }
});

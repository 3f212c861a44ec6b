import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  applyEdits,
  checkConfig,
  fixAll,
  fixesFor,
  isFixable,
  languageOf,
  parseConfig,
  setValueEdits,
  type Fix,
  type Problem,
  codeNames,
} from '../../../../src/config';
import { cases } from './fix-cases';

const names = ['mnist.distill.yaml', 'mnist.distill.json'];
const read = (name: string): string => readFileSync(new URL(`../../../../examples/${name}`, import.meta.url), 'utf8');

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((now, key) => (now as Record<string, unknown> | undefined)?.[key], value);
const commentsOf = (text: string): string[] =>
  [...text.matchAll(/(?<=^|\s)(?:#[^\r\n]*|\/\/[^\r\n]*)/gm)].map(([comment]) => comment.trim()).sort();
const unquoted = (text: string): string => text.replaceAll(/["']/g, '');

/** The lines of a text that another one does not have. */
function linesBeside(text: string, other: string): string[] {
  const known = new Set(other.split('\n'));
  return text.split('\n').filter((line) => !known.has(line));
}

/** Applies a fix and holds it to what every fix must keep. */
function fixed(text: string, name: string, problem: Problem, { title, edits }: Fix): unknown {
  const language = languageOf(name);
  const after = applyEdits(text, edits);
  const now = parseConfig(after, language);
  const isSame = (one: Problem): boolean => one.code === problem.code && String(one.path) === String(problem.path);
  assert.ok(!now.problems.some(isSame), `${title} leaves the problem: ${after}`);
  assert.deepEqual(commentsOf(after), commentsOf(text), `${title} keeps comments: ${after}`);
  for (const { start, end } of edits) assert.ok(start >= 0 && end <= text.length);
  const gone = linesBeside(text, after);
  // A removal may take a whole block.
  assert.ok(title.startsWith('Remove') || gone.length <= 4, `${title} changes few lines: ${gone.join('\n')}`);
  assert.ok(linesBeside(after, text).length <= 6, `${title} writes few lines`);
  return now.value;
}

for (const name of names)
  describe(`fixesFor on ${name}`, () => {
    const language = languageOf(name);
    const broken = (path: string, value: unknown): string =>
      applyEdits(read(name), setValueEdits(read(name), language, path.split('.'), value));
    for (const [path, value, code, title, fixedPath, expected] of cases)
      it(`${path}: ${JSON.stringify(value)} → ${title}`, () => {
        const text = broken(path, value);
        const parsed = parseConfig(text, language);
        const problem = checkConfig(parsed).find((one) => one.code === code);
        assert.ok(problem, JSON.stringify(parsed.problems));
        const fixes = fixesFor(parsed, problem);
        assert.equal(unquoted(fixes[0]?.title ?? ''), unquoted(title));
        const [first, ...others] = fixes.map((fix) => fixed(text, name, problem, fix));
        assert.deepEqual(at(first, fixedPath), expected);
        assert.ok(others.length === fixes.length - 1 && fixes.filter(({ isPreferred }) => isPreferred).length <= 1);
      });
    it('mends all at once, and what is right stays as it is', () => {
      const mistakes: [path: string, value: unknown][] = [
        ['loss.warmpu', 2],
        ['train.epochs', '3'],
        ['engine', 'wasm'],
        ['temperature.strategy', 'liner'],
        ['data', { validation: 500 }],
      ];
      const text = mistakes.reduce(
        (now, [path, value]) => applyEdits(now, setValueEdits(now, language, path.split('.'), value)),
        read(name),
      );
      const after = applyEdits(text, fixAll(text, language).edits);
      const { config, problems } = parseConfig(after, language);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        [
          config?.loss.warmup,
          config?.train.epochs,
          config?.train.engine,
          config?.temperature.strategy,
          config?.data.format,
        ],
        [2, 3, 'wasm', 'linear', 'mnist'],
      );
      assert.deepEqual(commentsOf(after), commentsOf(text));
      assert.deepEqual(fixAll(after, language).edits, []);
    });
    it('has nothing to mend in the example', () => assert.deepEqual(fixAll(read(name), language).edits, []));
  });

describe('fixesFor', () => {
  const plain = 'name: a\ndata: { set: mnist }\nstudent: { model: { preset: mlp, hidden: [30] } }\n';
  const withTeacher = `${plain}teacher: { model: { preset: mlp, hidden: [1200] } }\n`;
  const listed = (names: readonly string[]): string =>
    `${plain}teachers:\n${names.map((name) => `  - { name: ${name}, model: { preset: mlp, hidden: [90] } }\n`).join('')}`;
  const small: [language: 'yaml' | 'json', before: string, title: string, after: string][] = [
    ['yaml', 'seed: 1\nseed: 2 # again\nname: a\n', 'Remove this seed', 'seed: 1\n# again\nname: a\n'],
    [
      'json',
      '{\n  "seed": 1, "seed": 2, // again\n  "name": "a"\n}',
      'Remove this "seed"',
      '{\n  "seed": 1, // again\n  "name": "a"\n}',
    ],
    ['json', '{ "seed": 1, "seed": [/* two */ 2], "name": "a" }', '', ''],
    ['yaml', 'seed: 1\nseed: 2\nname: a\n', 'Remove this seed', 'seed: 1\nname: a\n'],
    [
      'json',
      '{\n  "seed": 1,\n  "seed": 2,\n  "name": "a"\n}',
      'Remove this "seed"',
      '{\n  "seed": 1,\n  "name": "a"\n}',
    ],
    ['json', '{ "name": "a" "seed": 1 }', 'Add a comma', '{ "name": "a", "seed": 1 }'],
    ['json', '{ "name": "a"', 'Add a }', '{ "name": "a"}'],
    ['yaml', 'name: a\n<<: 3\nseed: 1\n', 'Remove this <<', 'name: a\nseed: 1\n'],
    ['yaml', `${plain}loss: { soft: 0.9 }\n`, 'Set loss.soft to 0', `${plain}loss: { soft: 0 }\n`],
    [
      'yaml',
      `${plain}sweep: { over: { temperature: [1, 4] }, teachers: each }\n`,
      'Set sweep.teachers to shared',
      `${plain}sweep: { over: { temperature: [1, 4] }, teachers: shared }\n`,
    ],
    ['yaml', `${plain}control: true\n`, 'Remove control', plain],
    ['yaml', listed(['one', 'two', 'one']), 'Set teachers.2.name to one-2', listed(['one', 'two', 'one-2'])],
    ['yaml', `${withTeacher}temperature: 20\n`, 'Set temperature to 4', `${withTeacher}temperature: 4\n`],
    [
      'yaml',
      `${withTeacher}temperature: { strategy: linear, from: 20, to: 2 }\n`,
      'Lower from to 4',
      `${withTeacher}temperature: { strategy: linear, from: 4, to: 2 }\n`,
    ],
    [
      'yaml',
      `${plain}transfer: { labelFraction: 0.5 }\n`,
      'Set transfer.labelFraction to 1',
      `${plain}transfer: { labelFraction: 1 }\n`,
    ],
    [
      'yaml',
      `${withTeacher}transfer: { labelFraction: 0.5 }\nloss: { kind: dkd }\n`,
      'Set transfer.labelFraction to 1',
      `${withTeacher}transfer: { labelFraction: 1 }\nloss: { kind: dkd }\n`,
    ],
    ['yaml', 'data:\n\tset: mnist\n', 'Indent with spaces', 'data:\n  set: mnist\n'],
    ['yaml', 'data: # digits\n  set:\n', 'Set data.set to mnist', 'data: # digits\n  set: mnist\n'],
    [
      'yaml',
      'data: # digits\nname: a\n',
      'Set data to { format: mnist }',
      'data: { format: mnist } # digits\nname: a\n',
    ],
    ['yaml', 'loss:\n  zzzzzz: 1 # odd\nname: a\n', 'Remove loss.zzzzzz', 'loss: {}\n  # odd\nname: a\n'],
    [
      'yaml',
      'name: a\nscript: { file: a.py }\nstudent: {} # small\n',
      'Remove student',
      'name: a\nscript: { file: a.py }\n# small\n',
    ],
    ['yaml', 'loss: { zzzzzz: 1, hard: 1 }\n', 'Remove loss.zzzzzz', 'loss: { hard: 1 }\n'],
    ['yaml', 'loss: { hard: 1, zzzzzz: [1, 2] } # end\n', 'Remove loss.zzzzzz', 'loss: { hard: 1 } # end\n'],
    [
      'json',
      '{\n  "loss": {\n    "hard": 1, // h\n    "zzzzzz": 1 // z\n  }\n}',
      'Remove loss.zzzzzz',
      '{\n  "loss": {\n    "hard": 1 // h\n    // z\n  }\n}',
    ],
  ];
  for (const [language, before, title, after] of small)
    it(`${title || 'nothing that would lose a comment'} in ${JSON.stringify(before)}`, () => {
      const parsed = parseConfig(before, language);
      const fixes = parsed.problems.flatMap((problem) => fixesFor(parsed, problem));
      if (title === '') {
        assert.ok(!fixes.some((fix) => fix.title.startsWith('Remove this')));
        return;
      }
      const fix = fixes.find((one) => one.title === title);
      assert.ok(fix, JSON.stringify([fixes, parsed.problems]));
      assert.equal(applyEdits(before, fix.edits), after);
    });
  it('is tried by a test for every code that has a fix', () => {
    // Problems outside the text are tested in references.test.ts, data-facts.test.ts and own-data.test.ts.
    const elsewhere: string[] = [
      'misread-teacher',
      'shape-mismatch',
      'missing-file',
      'missing-run',
      'no-test-split',
      'test-unneeded',
      'validation-above-data',
    ];
    elsewhere.push('class-of-one', 'augment-without-images', 'uneven-classes', 'early-stop-few', 'mixup-without-label');
    elsewhere.push('regression-labels', 'unusable-data');
    // A whole config of another tool is translated in foreign.test.ts.
    elsewhere.push('foreign-config');
    // Names of a model's own Python are in the test of such files.
    elsewhere.push('missing-callable');
    // Models and data of PyTorch are in the tests of a config's own Python.
    elsewhere.push('python-engine');
    const tested = new Set<string>([...elsewhere, ...cases.map(([, , code]) => code)]);
    for (const [language, before] of small) {
      for (const { code } of parseConfig(before, language).problems) tested.add(code);
    }
    assert.deepEqual(
      codeNames.filter((code) => isFixable(code) && !tested.has(code)),
      [],
    );
  });
});

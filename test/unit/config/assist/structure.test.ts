import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inlayHints, languageOf, linksOf, outlineOf, parseConfig, type OutlineItem } from '../../../../src/config';

const names = ['mnist.distill.yaml', 'mnist.distill.json'];
const read = (name: string): string => readFileSync(new URL(`../../../../examples/${name}`, import.meta.url), 'utf8');

type Shown = [name: string, detail: string, ...children: Shown[]];
const shownOf = ({ name, detail, children }: OutlineItem): Shown => [name, detail, ...children.map(shownOf)];

const withFiles = {
  yaml: `name: a
data: { set: mnist }
student: { model: { preset: file, path: small/model.json } }
teachers:
  - { name: one, model: { preset: run, run: 20260101-a } }
  - name: two
    model:
      preset: file
      path: big.onnx
  - { name: three, model: { preset: mlp, hidden: [9] } }
`,
  json: `{ "name": "a", "data": { "set": "mnist" },
  "student": { "model": { "preset": "file", "path": "small/model.json" } },
  "teachers": [
    { "name": "one", "model": { "preset": "run", "run": "20260101-a" } },
    { "name": "two", "model": { "preset": "file", "path": "big.onnx" } },
    { "name": "three", "model": { "preset": "mlp", "hidden": [9] } }
  ] }
`,
};

describe('outlineOf', () => {
  it('shows all keys with their values, the same in YAML and JSON', () => {
    const [yaml, json] = names.map((name) => outlineOf(parseConfig(read(name), languageOf(name))).map(shownOf));
    assert.deepEqual(yaml, json);
    assert.ok(yaml);
    assert.deepEqual(yaml.slice(0, 3), [
      ['name', 'mnist'],
      ['seed', '1'],
      ['data', 'mnist', ['set', 'mnist'], ['validation', '5000']],
    ]);
    assert.deepEqual(
      yaml.find(([name]) => name === 'temperature'),
      ['temperature', 'linear', ['strategy', 'linear'], ['from', '8'], ['to', '2']],
    );
  });
  for (const language of ['yaml', 'json'] as const) {
    it(`names teachers, and holds every part within its parent: ${language}`, () => {
      const items = outlineOf(parseConfig(withFiles[language], language));
      const teachers = items.find(({ name }) => name === 'teachers');
      assert.deepEqual(
        teachers?.children.map(({ name }) => name),
        ['one', 'two', 'three'],
      );
      const check = (item: OutlineItem): void => {
        assert.ok(item.start <= item.nameRange.start && item.nameRange.end <= item.end, item.name);
        for (const child of item.children) {
          assert.ok(item.start <= child.start && child.end <= item.end, `${child.name} in ${item.name}`);
          check(child);
        }
      };
      items.forEach(check);
    });
  }
  it('is there for half-typed text and empty for none', () => {
    assert.deepEqual(outlineOf(parseConfig('', 'yaml')), []);
    const items = outlineOf(parseConfig('name: a\ntrain: { epochs: 3, \n', 'yaml'));
    assert.deepEqual(items.map(shownOf), [
      ['name', 'a'],
      ['train', '', ['epochs', '3']],
    ]);
  });
});

describe('linksOf', () => {
  for (const language of ['yaml', 'json'] as const) {
    it(`finds the files and runs of all models: ${language}`, () => {
      const text = withFiles[language];
      const links = linksOf(parseConfig(text, language)).map(({ start, end, target }) => [
        text.slice(start, end).replaceAll('"', ''),
        target,
      ]);
      assert.deepEqual(links, [
        ['small/model.json', { kind: 'file', path: 'small/model.json' }],
        ['20260101-a', { kind: 'run', run: '20260101-a' }],
        ['big.onnx', { kind: 'file', path: 'big.onnx' }],
      ]);
    });
  }
  it('finds none in a half-typed model', () => {
    assert.deepEqual(linksOf(parseConfig('student: { model: { preset: file, path: } }\n', 'yaml')), []);
    assert.deepEqual(linksOf(parseConfig('student:\n  model:\n', 'yaml')), []);
  });
});

describe('inlayHints', () => {
  for (const name of names) {
    it(`shows temperatures, steps and sizes behind their values: ${name}`, () => {
      const text = read(name);
      const hints = inlayHints(parseConfig(text, languageOf(name)));
      assert.deepEqual(
        hints.map(({ text: shown }) => shown),
        [
          // 784·1200 + 1200 + 1200·1200 + 1200 + 1200·10 + 10 = 2,395,210
          '2.4 M parameters',
          'T 8 → 2',
          // ⌈55,000 / 128⌉
          '430 × 10 steps',
        ],
      );
      for (const { offset, text: shown } of hints) {
        assert.match(text.slice(offset - 1, offset), /[}\d:]/);
        assert.ok(shown.length <= 43, `${shown} would be cut by the editor`);
      }
    });
  }
  it('counts the steps of what the student sees', () => {
    const some = 'name: a\ndata: { set: mnist }\nstudent: { model: { preset: mlp, hidden: [30] } }\n';
    const steps = (more: string): string | undefined =>
      inlayHints(parseConfig(`${some}train: { epochs: 2, batchSize: 100 }\n${more}`, 'yaml')).find(({ text }) =>
        text.includes('steps'),
      )?.text;
    assert.equal(steps(''), '550 × 2 steps');
    assert.equal(steps('transfer: { keep: [7, 8] }\n'), '110 × 2 steps');
    assert.equal(steps('transfer: { leaveOut: [3] }\n'), '495 × 2 steps');
  });
  const slow = { secondsPerStep: 0.01, run: 'before' };
  const times: [speed: number, shown: string][] = [
    [0.0001, '430 × 10 steps, about 1 s'],
    [0.01, '430 × 10 steps, about 43 s'],
    [0.1, '430 × 10 steps, about 7 min'],
    [3, '430 × 10 steps, about 3.6 h'],
  ];
  for (const [secondsPerStep, shown] of times) {
    it(`tells the time by the speed of an earlier run: ${shown}`, () => {
      const hints = inlayHints(parseConfig(read('mnist.distill.yaml'), 'yaml'), { ...slow, secondsPerStep });
      const hint = hints.find(({ text }) => text.includes('steps'));
      assert.ok(hint);
      assert.equal(hint.text, shown);
      assert.match(hint.explanation, /at the speed of the run 'before'/);
    });
  }
  it('shows the passage of each teacher that has its own temperature', () => {
    const teacher = (name: string, more: string): string =>
      `  - { name: ${name}, model: { preset: mlp, hidden: [90] }${more} }\n`;
    const text = `name: a\ndata: { set: mnist }\nstudent: { model: { preset: mlp, hidden: [30] } }\nteachers:\n${teacher('one', ', temperature: { strategy: linear, from: 9, to: 3 }')}${teacher('two', ', temperature: { strategy: cosine, from: 5, to: 2 }')}`;
    const shown = inlayHints(parseConfig(text, 'yaml')).map((hint) => hint.text);
    assert.deepEqual(
      shown.filter((hint) => hint.startsWith('T ')),
      ['T 9 → 3', 'T 5 → 2'],
    );
  });
  it('says nothing of a temperature that stays, or while there are errors', () => {
    const text = read('mnist.distill.yaml');
    const constant = inlayHints(parseConfig(text.replace(/temperature: \{.*/, 'temperature: 4'), 'yaml'));
    assert.ok(!constant.some(({ text: shown }) => shown.startsWith('T ')));
    assert.deepEqual(inlayHints(parseConfig(text.replace('epochs: 20', 'epochs: many'), 'yaml')), []);
  });
});

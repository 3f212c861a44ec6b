import assert from 'node:assert/strict';
import {
  applyEdits,
  checkConfig,
  parseConfig,
  setStrategyEdits,
  setValueEdits,
  type Language,
} from '../../../../src/config';

const names = ['constant', 'linear', 'cosine', 'exponential', 'step'];
const yamlHead = '# top\nname: a # the name\ndata: { set: mnist } # digits\n';
const yamlTail =
  'student: { model: { preset: mlp, hidden: [8] } }\n# about training\ntrain:\n  epochs: 6 # six\n\n  batchSize: 32\n';

/** Forms of a temperature; everything around it must stay as it is. */
const yaml: Readonly<Record<string, string>> = {
  absent: '',
  number: 'temperature: 4 # warm\n',
  'one line': 'temperature: { strategy: linear, from: 8, to: 2 } # falls\n',
  'one line, quoted': 'temperature: { "strategy": "linear", \'from\': 8 }\n',
  block: '# softens\ntemperature: # T\n  # how\n  strategy: linear # straight\n  from: 8 # hot\n  to: 2 # cold\n',
  'block of one': 'temperature:\n    strategy: cosine\n',
  'flow over lines': 'temperature: {\n    strategy: linear, # straight\n    from: 8,\n    to: 2 # cold\n  } # end\n',
  step: 'temperature:\n  strategy: step\n  from: 4\n  gamma: 0.5 # halves\n  milestones: # when\n    - 2\n    - 4\n',
};

const json: Readonly<Record<string, string>> = {
  absent: '',
  number: '  "temperature": 4, // warm\n',
  'one line': '  "temperature": { "strategy": "linear", "from": 8, "to": 2 }, // falls\n',
  lines:
    '  /* T */ "temperature": {\n    "strategy": "linear", // straight\n    "from": 8, // hot\n    "to": 2 // cold\n  },\n',
};

const documents: [title: string, language: Language, text: string][] = [
  ...Object.entries(yaml).map(([title, part]): [string, Language, string] => [
    title,
    'yaml',
    yamlHead + part + yamlTail,
  ]),
  ...Object.entries(yaml).map(([title, part]): [string, Language, string] => [
    `${title}, CRLF`,
    'yaml',
    (yamlHead + part + yamlTail).replaceAll('\n', '\r\n'),
  ]),
  ...Object.entries(json).map(([title, part]): [string, Language, string] => [
    title,
    'json',
    `// top\n{\n  "name": "a", // the name\n  "data": { "set": "mnist" },\n${part}  "student": { "model": { "preset": "mlp", "hidden": [8] } },\n  "train": { "epochs": 6 /* six */ }\n}\n`,
  ]),
];

const commentsOf = (text: string): string[] =>
  [...text.matchAll(/#[^\r\n]*|\/\/[^\r\n]*|\/\*.*?\*\//g)].map(([comment]) => comment.trim()).sort();

describe('choosing a strategy keeps what a person wrote', () => {
  for (const [title, language, text] of documents) {
    for (const name of names) {
      it(`${title}, ${language}: ${name}`, () => {
        const after = applyEdits(text, setStrategyEdits(text, language, name));
        const [old, now] = [parseConfig(text, language), parseConfig(after, language)];
        assert.deepEqual(
          checkConfig(now).filter(({ severity }) => severity === 'error'),
          [],
          after,
        );
        assert.ok(old.config && now.config);
        assert.equal(now.config.temperature.strategy, name);
        assert.deepEqual({ ...now.config, temperature: 0 }, { ...old.config, temperature: 0 });
        assert.deepEqual(commentsOf(after), commentsOf(text), after);
        assert.deepEqual(setStrategyEdits(after, language, name), [], 'choosing it again changes nothing');
        // Every line outside of the temperature is there as it was, in its order.
        const outside = text
          .split('\n')
          .filter((line) => !/strategy|from|to: |to" *:|gamma|milestones|- \d|temperature|^ *[{}]/.test(line));
        let place = 0;
        const lines = after.split('\n').map((line) => line.replace(/,$/, ''));
        for (const line of outside.map((one) => one.replace(/,$/, ''))) {
          const found = lines.indexOf(line, place);
          assert.ok(found >= place, `${JSON.stringify(line)} in ${after}`);
          place = found + 1;
        }
      });
    }
  }

  it('puts the milestone of `step` in the middle of the run', () => {
    const text = applyEdits(yamlHead + yamlTail, setStrategyEdits(yamlHead + yamlTail, 'yaml', 'step'));
    assert.match(text, /milestones: \[3\]/);
  });

  it('works beside a mistake elsewhere, and leaves it', () => {
    const text = 'name: [a\ntemperature: { strategy: linear, from: 8, to: 2 }\nseed: 1\n';
    const edits = setStrategyEdits('name: "a\n', 'yaml', 'cosine');
    assert.deepEqual(edits, []);
    const broken = '{ "name": , "temperature": { "strategy": "linear", "from": 8, "to": 2 } }';
    assert.match(
      applyEdits(broken, setStrategyEdits(broken, 'json', 'cosine')),
      /^\{ "name": , "temperature": \{ "strategy": "cosine"/,
    );
    const twice = 'seed: 1\nseed: 2\ntemperature: { strategy: linear, from: 8, to: 2 }\n';
    assert.match(
      applyEdits(twice, setStrategyEdits(twice, 'yaml', 'cosine')),
      /^seed: 1\nseed: 2\ntemperature: \{ strategy: cosine/,
    );
    assert.doesNotThrow(() => setStrategyEdits(text, 'yaml', 'cosine'));
  });

  it('changes nothing where there is no map to change', () => {
    for (const text of ['na', '- a', '"x"', '4']) {
      for (const language of ['yaml', 'json'] as const)
        assert.deepEqual(setStrategyEdits(text, language, 'cosine'), []);
    }
  });
});

describe('setting a value keeps what a person wrote', () => {
  const cases: [path: string, value: unknown, before: string, after: string][] = [
    [
      'train.optimizer.name',
      'sgd',
      'train:\n  epochs: 6 # six\nseed: 1\n',
      'train:\n  epochs: 6 # six\n  optimizer: { name: sgd }\nseed: 1\n',
    ],
    ['train.epochs', 3, 'train: { batchSize: 8 } # t\n', 'train: { batchSize: 8, epochs: 3 } # t\n'],
    ['train.epochs', 3, 'train: {\n  batchSize: 8 # b\n}\n', 'train: {\n  batchSize: 8, # b\n  epochs: 3\n}\n'],
    ['train.epochs', 3, 'train: {}\n', 'train: { epochs: 3 }\n'],
    ['train.epochs', 3, 'a:   1   # odd\n', 'a:   1   # odd\ntrain: { epochs: 3 }\n'],
    ['name', 'x', "name:   'y'   # odd\n", 'name:   x   # odd\n'],
    ['seed', 3, '', 'seed: 3\n'],
  ];
  for (const [path, value, before, after] of cases) {
    it(`${path} in ${JSON.stringify(before)}`, () => {
      assert.equal(applyEdits(before, setValueEdits(before, 'yaml', path.split('.'), value)), after);
    });
  }

  it('says so when the path leads through a value that holds no keys', () => {
    for (const [language, text] of [
      ['yaml', 'temperature: 4\n'],
      ['json', '{ "temperature": 4 }'],
    ] as const) {
      assert.throws(
        () => setValueEdits(text, language, ['temperature', 'from'], 3),
        /'temperature' is 4, which holds no keys/,
      );
    }
  });
});

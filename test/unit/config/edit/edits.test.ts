import assert from 'node:assert/strict';
import {
  applyEdits,
  checkConfig,
  lensAnchors,
  parseConfig,
  setStrategyEdits,
  starterConfig,
} from '../../../../src/config';

const languages = ['yaml', 'json'] as const;

describe('setStrategyEdits', () => {
  const cases: [string, 'yaml' | 'json', string, string][] = [
    ['temperature: 6 # warm\n', 'yaml', 'cosine', 'from'],
    ['name: a # kept\n', 'yaml', 'linear', '# kept'],
    ['temperature: # why\n  strategy: linear\n  from: 6\n  to: 2\nseed: 1 # kept\n', 'yaml', 'constant', '# kept'],
    ['temperature: 6 # kept\n', 'yaml', 'flsw', 'base: 6, beta: 1, gamma: 2 } # kept'],
    ['temperature: { strategy: dtkd, reference: 3 }\n', 'yaml', 'constant', 'value: 3'],
    ['temperature: 6\n', 'yaml', 'expression', 'value: 8 - 6 * epoch / epochs'],
    ['temperature: { strategy: linear, from: 3, to: 2 }\n', 'yaml', 'cyclic', 'from: 3, to: 2, period: 5'],
    ['{\n  // kept\n  "temperature": 6\n}\n', 'json', 'step', '// kept'],
  ];
  for (const [text, language, name, kept] of cases) {
    it(`sets ${name} in ${JSON.stringify(text)}`, () => {
      const changed = applyEdits(text, setStrategyEdits(text, language, name));
      const temperatures = lensAnchors(changed, language).flatMap((anchor) =>
        anchor.kind === 'temperature' ? [anchor.strategy] : [],
      );
      assert.deepEqual(temperatures, [name]);
      assert.ok(changed.includes(kept), changed);
      assert.deepEqual(setStrategyEdits(changed, language, name), []);
    });
  }
});

describe('setStrategyEdits keeps every other character', () => {
  const model = 'model: { hidden: [32] }   # three  spaces\n';
  const cases: [string, 'yaml' | 'json', string, string, string][] = [
    [
      'flow',
      'yaml',
      'cosine',
      `${model}temperature: { strategy: linear, from: 8, to: 2 } # falls\n`,
      `${model}temperature: { strategy: cosine, from: 8, to: 2 } # falls\n`,
    ],
    [
      'number',
      'yaml',
      'linear',
      `temperature: 6 # warm\n`,
      `temperature: { strategy: linear, from: 6, to: 1 } # warm\n`,
    ],
    ['missing', 'yaml', 'linear', model, `${model}temperature: { strategy: linear, from: 4, to: 1 }\n`],
    [
      'block',
      'yaml',
      'step',
      'temperature: # why\n    # first\n    strategy: linear # how\n    from: 6 # hot\n    to: 2\nseed: 1\n',
      'temperature: # why\n    # first\n    strategy: step # how\n    from: 6 # hot\n    gamma: 0.5\n    milestones: [5]\nseed: 1\n',
    ],
    [
      'block without a last newline',
      'yaml',
      'linear',
      'temperature:\n  strategy: constant\n  value: 3',
      'temperature:\n  strategy: linear\n  from: 3\n  to: 1\n',
    ],
    [
      'one line of JSON',
      'json',
      'cosine',
      '{\n  "temperature": { "strategy": "linear", "from": 8, "to": 2 }, // falls\n  "a": [1,2]\n}\n',
      '{\n  "temperature": { "strategy": "cosine", "from": 8, "to": 2 }, // falls\n  "a": [1,2]\n}\n',
    ],
    [
      'several lines of JSON',
      'json',
      'cosine',
      '{\n  "temperature": {\n    "strategy": "linear", // how\n    "from": 8, // hot\n    "to": 2\n  },\n  "a": [1,2]\n}\n',
      '{\n  "temperature": {\n    "strategy": "cosine", // how\n    "from": 8, // hot\n    "to": 2\n  },\n  "a": [1,2]\n}\n',
    ],
  ];
  for (const [title, language, name, before, after] of cases) {
    it(`${title} in ${language}, ${name}`, () => {
      assert.equal(applyEdits(before, setStrategyEdits(before, language, name)), after);
    });
  }
});

describe('starterConfig', () => {
  for (const language of languages)
    for (const kind of ['quick', 'distillation', 'baseline', 'images', 'table', 'arrays'] as const)
      it(`${kind} in ${language} has no problem`, () => {
        assert.deepEqual(checkConfig(parseConfig(starterConfig(kind, language), language)), []);
      });
});

import assert from 'node:assert/strict';
import {
  applyEdits,
  checkConfig,
  jsonSchema,
  lensAnchors,
  parseConfig,
  setStrategyEdits,
  starterConfig,
} from '../../../src/config';

const languages = ['yaml', 'json'] as const;

describe('setStrategyEdits', () => {
  const cases: [string, 'yaml' | 'json', string, string][] = [
    ['temperature: 6 # warm\n', 'yaml', 'cosine', 'from'],
    ['name: a # kept\n', 'yaml', 'linear', '# kept'],
    ['temperature: # why\n  strategy: linear\n  from: 6\n  to: 2\nseed: 1 # kept\n', 'yaml', 'constant', '# kept'],
    ['{\n  // kept\n  "temperature": 6\n}\n', 'json', 'step', '// kept'],
  ];
  for (const [text, language, name, kept] of cases) {
    it(`sets ${name} in ${JSON.stringify(text)}`, () => {
      const changed = applyEdits(text, setStrategyEdits(text, language, name));
      const temperature = lensAnchors(parseConfig(changed, language)).find(({ kind }) => kind === 'temperature');
      assert.equal(temperature?.strategy, name);
      assert.ok(changed.includes(kept), changed);
      assert.deepEqual(setStrategyEdits(changed, language, name), []);
    });
  }
});

describe('starterConfig', () => {
  for (const language of languages)
    for (const kind of ['distillation', 'baseline'] as const)
      it(`${kind} in ${language} has no problem`, () => {
        assert.deepEqual(checkConfig(parseConfig(starterConfig(kind, language), language)), []);
      });
});

describe('jsonSchema', () => {
  it('is draft 7 without the safe-integer maximum', () => {
    const text = JSON.stringify(jsonSchema());
    assert.match(text, /draft-07/);
    assert.ok(!text.includes('9007199254740991'));
  });
});

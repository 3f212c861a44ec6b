import assert from 'node:assert/strict';
import { completeConfig, hoverConfig } from '../../../src/config';

describe('completeConfig', () => {
  const cases: [string, 'yaml' | 'json', string][] = [
    ['temperature:\n  strategy: |', 'yaml', 'cosine'],
    ['temperature: { strategy: linear, | }', 'yaml', 'from'],
    ['seed: 1\nloss: { | ', 'yaml', 'soft'],
    ['loss:\n  |', 'yaml', 'scaleByT2'],
    ['{ "loss": { | ', 'json', 'hard'],
  ];
  for (const [marked, language, label] of cases)
    it(`offers ${label} in ${JSON.stringify(marked)}`, () => {
      const offered = completeConfig(marked.replace('|', ''), language, marked.indexOf('|'));
      assert.ok(
        offered.some((one) => one.label === label),
        JSON.stringify(offered.map((one) => one.label)),
      );
    });
});

describe('hoverConfig', () => {
  it('explains a strategy', () => {
    assert.match(hoverConfig('temperature:\n  strategy: cosine\n', 'yaml', 26)?.markdown ?? '', /half a cosine/);
  });
});

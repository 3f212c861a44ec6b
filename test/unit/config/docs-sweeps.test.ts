import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseConfig, sweepSize } from '../../../src/config';

describe('the page on sweeps', () => {
  const page = readFileSync('docs/sweeps.md', 'utf8');
  const configs = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => parseConfig(text, 'yaml'));

  it('has configs without problems', () => {
    assert.equal(configs.length, 2);
    for (const { problems } of configs) assert.deepEqual(problems, []);
  });

  it('counts the runs of its sweep as the lens does', () => {
    const config = configs[1]?.config;
    assert.ok(config);
    assert.equal(sweepSize(config), 15 * 3 + 6);
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkConfig, languageOf, parseConfig } from '../../../../src/config';
import { strategies } from '../../../../src/distillation';

const files = readdirSync('examples', { recursive: true, encoding: 'utf8' }).filter((name) => /\.distill\./.test(name));

describe('examples', () => {
  for (const name of files) {
    it(`${name} has no problem`, () => {
      const text = readFileSync(path.join('examples', name), 'utf8');
      assert.deepEqual(checkConfig(parseConfig(text, languageOf(name))), []);
    });
  }
  for (const { name } of strategies) {
    it(`show the strategy ${name}`, () => {
      const text = readFileSync(`examples/strategies/${name}.distill.yaml`, 'utf8');
      assert.equal(parseConfig(text, 'yaml').config?.temperature.strategy, name);
    });
  }
});

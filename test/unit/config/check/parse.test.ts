import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkConfig, languageOf, parseConfig } from '../../../../src/config';

const read = (name: string): string => readFileSync(new URL(`../../../../examples/${name}`, import.meta.url), 'utf8');
const yaml = read('mnist.distill.yaml');

describe('parseConfig', () => {
  it('reads the same from both examples', () => {
    const yaml = parseConfig(read('mnist.distill.yaml'), 'yaml').config;
    assert.ok(yaml);
    assert.deepEqual(parseConfig(read('mnist.distill.json'), 'json').config, yaml);
  });

  for (const name of ['mnist.distill.yaml', 'mnist.distill.json']) {
    it(`finds nothing wrong in ${name}`, () => {
      const parsed = parseConfig(read(name), languageOf(name));
      assert.deepEqual(checkConfig(parsed), []);
      assert.equal(parsed.config?.temperature.strategy, 'linear');
    });
  }
  const cases: [string, string, string, string][] = [
    ['seed: 1', 'sead: 1', 'unknown-key', 'sead'],
    ['soft: 0.9', 'soft: -1', 'invalid-value', '-1'],
    ['set: mnist', 'set: cifar', 'invalid-value', 'cifar'],
    ['hidden: [800, 800]', 'activation: relu', 'missing-key', 'model'],
    ['seed: 1', 'seed: 1\nseed: 2', 'duplicate-key', 'seed'],
  ];
  for (const [from, to, code, marked] of cases) {
    it(`reports ${code} for ${JSON.stringify(to)}`, () => {
      const text = yaml.replace(from, to);
      const [problem] = checkConfig(parseConfig(text, 'yaml'));
      assert.equal(problem?.code, code);
      assert.equal(text.slice(problem.start, problem.end), marked);
    });
  }
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { applyEdits, checkConfig, jsonSchema, languageOf, parseConfig } from '../../../../src/config';
import { configReference } from '../../../../src/config/schema/reference';
import { problemReference } from '../../../../src/config/problems/reference';
import { codeNames, setValueEdits, starterConfig } from '../../../../src/config';

const read = (name: string): string => readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8');
const example = read('examples/mnist.distill.json');

describe('jsonSchema', () => {
  const schema = jsonSchema();
  // markdownDescription is VS Code's own word.
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, keywords: ['markdownDescription'] });
  const isValid = ajv.compile(schema);
  const verdicts = (text: string, name: string): [boolean, boolean] => {
    const parsed = parseConfig(text, languageOf(name));
    return [isValid(parsed.value), !checkConfig(parsed).some(({ severity }) => severity === 'error')];
  };

  it('is draft 7 by the meta-schema', () => {
    assert.equal((schema as { $schema: string }).$schema, 'http://json-schema.org/draft-07/schema#');
    assert.equal(ajv.validateSchema(schema), true, JSON.stringify(ajv.errors));
  });
  it('has no safe-integer bounds', () => assert.ok(!JSON.stringify(schema).includes(String(Number.MAX_SAFE_INTEGER))));
  it('has the number branch once in each temperature, the config’s and a teacher’s', () => {
    assert.equal(JSON.stringify(schema).split('"A constant temperature."').length, 3);
  });
  it('is a copy: changing it changes nothing here', () => {
    (jsonSchema() as { properties: object }).properties = {};
    assert.notDeepEqual((jsonSchema() as { properties: object }).properties, {});
  });
  for (const name of ['examples/mnist.distill.yaml', 'examples/mnist.distill.json'])
    it(`accepts ${name}`, () => assert.deepEqual(verdicts(read(name), name), [true, true]));
  for (const kind of ['quick', 'distillation', 'baseline', 'images', 'table', 'arrays'] as const)
    for (const language of ['yaml', 'json'] as const)
      it(`accepts the ${kind} starter in ${language}`, () => {
        assert.deepEqual(verdicts(starterConfig(kind, language), `a.distill.${language}`), [true, true]);
      });

  const cases: [string, unknown, boolean][] = [
    ['train', { checkpoint: { everySteps: 50 } }, true],
    ['train', { checkpoint: { everySeconds: 0.5 } }, true],
    ['train', { checkpoint: { everySteps: 0 } }, false],
    ['train', { checkpoint: { everySteps: 1.5 } }, false],
    ['train', { checkpoint: { everySeconds: 0 } }, false],
    ['train', { checkpoint: { every: 5 } }, false],
    ['train', { checkpoint: 50 }, false],
    ['temperature', 4, true],
    ['temperature', 0.5, true],
    ['temperature', 0, false],
    ['temperature', -1, false],
    ['temperature', 1001, false],
    ['temperature', '4', false],
    ['temperature', true, false],
    ['temperature', null, false],
    ['temperature', [4], false],
    ['temperature', {}, false],
    ['temperature', { value: 4 }, false],
    ['temperature', { strategy: 'constant' }, true],
    ['temperature', { strategy: 'constant', from: 4 }, false],
    ['temperature', { strategy: 'liner' }, false],
    ['temperature', { strategy: 'linear', from: 8 }, true],
    ['temperature', { strategy: 'cosine', from: 8, to: 0 }, false],
    ['temperature', { strategy: 'exponential', to: 2 }, true],
    ['temperature', { strategy: 'step' }, false],
    ['temperature', { strategy: 'step', milestones: [] }, false],
    ['temperature', { strategy: 'step', milestones: [2, 5] }, true],
    ['temperature', { strategy: 'step', milestones: [2], gamma: 0 }, false],
    ['name', '', false],
    ['name', 'x'.repeat(101), false],
    ['name', 5, false],
    ['seed', 4294967295, true],
    ['seed', 4294967296, false],
    ['seed', 1.5, false],
    ['seed', -1, false],
    ['data', { set: 'cifar' }, false],
    ['data', {}, false],
    ['data', { set: 'mnist', validation: 0 }, false],
    ['data', { set: 'mnist', train: 60000 }, true],
    ['data', { set: 'mnist', train: 60001 }, false],
    ['loss', {}, true],
    ['loss', { hard: 0, soft: 1 }, true],
    ['loss', { kind: 'mse' }, true],
    ['loss', { kind: 'mse', scaleByT2: true }, false],
    ['loss', { kind: 'dkd', alpha: 1, beta: 8 }, true],
    ['loss', { kind: 'kl', beta: 8 }, false],
    ['loss', { kind: 'hinton' }, false],
    ['teachers', [{ name: 'a b', model: { preset: 'mlp', hidden: [5] } }], false],
    ['teachers', [], false],
    ['combine', 'entropy', true],
    ['combine', 'mean', false],
    ['loss', { alpha: 0.1 }, false],
    ['loss', { scaleByT2: 'yes' }, false],
    ['teacher', {}, false],
    ['teacher', { model: { preset: 'mlp', hidden: [1200] } }, true],
    ['student', { model: { preset: 'cnn', hidden: [30] } }, false],
    ['student', { model: { preset: 'mlp', hidden: [] } }, false],
    ['student', { model: { preset: 'mlp', hidden: [1.5] } }, false],
    ['student', { model: { preset: 'mlp', hidden: [30], activation: 'elu' } }, true],
    ['student', { model: { preset: 'mlp', hidden: [30], activation: 'relux' } }, false],
    ['train', { epochs: 0 }, false],
    ['train', { epochs: 1, batchSize: 1 }, true],
    ['train', { optimizer: { name: 'sgd', learningRate: 11 } }, false],
    ['train', { engine: 'cuda' }, false],
    ['extra', 1, false],
    ['constructor', 1, false],
  ];
  for (const [key, value, expected] of cases)
    it(`and checkConfig ${expected ? 'accept' : 'refuse'} ${key}: ${JSON.stringify(value).slice(0, 60)}`, () => {
      const text = applyEdits(example, setValueEdits(example, 'json', [key], value));
      assert.deepEqual(verdicts(text, 'a.distill.json'), [expected, expected]);
    });
  for (const key of ['name', 'data', 'student'])
    it(`and checkConfig refuse a config without ${key}`, () => {
      const { [key]: gone, ...rest } = parseConfig(example, 'json').value as Record<string, unknown>;
      assert.notEqual(gone, undefined);
      assert.deepEqual(verdicts(JSON.stringify(rest), 'a.distill.json'), [false, false]);
    });
});

describe('docs/config.md', () => {
  it('is current', () => {
    assert.equal(read('docs/config.md'), configReference(), 'docs/config.md is stale: run `npm run docs`');
  });
});

describe('docs/diagnostics.md', () => {
  it('is current', () => {
    assert.equal(read('docs/diagnostics.md'), problemReference(), 'docs/diagnostics.md is stale: run `npm run docs`');
  });
  it('has a section with a reason for every code', () => {
    const page = problemReference();
    for (const code of codeNames) assert.match(page, new RegExp(`^## ${code}\n\n\\*\\*.+\\*\\* .{40,}`, 'm'));
  });
});

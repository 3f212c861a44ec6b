import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { completeConfig, jsonSchema, parseConfig } from '../../../../src/config';
import { configReference } from '../../../../src/config/schema/reference';
import { notYet } from '../../../../src/config/check/not-yet';

const whole = {
  name: 'a',
  data: { set: 'mnist' },
  teacher: { model: { preset: 'mlp', hidden: [300] }, train: {} },
  student: { model: { preset: 'mlp', hidden: [30] } },
  temperature: { strategy: 'linear' },
  train: { engine: 'auto' },
};

/** The whole config with the setting at a path; a list of teachers in place of the one for paths into it. */
function withSetting(path: string, value: unknown): object {
  const config: Record<string, unknown> = structuredClone(whole);
  const keys = path.replace('teachers.*', 'teachers.0').split('.');
  if (keys[0] === 'teachers') {
    config['teachers'] = [{ name: 'one', ...structuredClone(whole.teacher) }];
    delete config['teacher'];
  }
  keys.reduce<Record<string, unknown>>((holder, key, index) => {
    if (index === keys.length - 1) holder[key] = value;
    return (holder[key] ?? {}) as Record<string, unknown>;
  }, config);
  return config;
}

describe('a setting that this version cannot run yet', () => {
  for (const { path, value, purpose } of notYet) {
    it(`${path}${value === undefined ? '' : `: ${value}`} is an error that says what it is meant for`, () => {
      const { problems } = parseConfig(stringify(withSetting(path, value ?? true)), 'yaml');
      const found = problems.filter(({ code }) => code === 'not-yet');
      assert.equal(found.length, 1, JSON.stringify(problems));
      assert.ok(found[0]?.message.endsWith(`is meant for ${purpose}, which this version cannot run yet. Remove it.`));
    });
  }

  it('is in no completion at the top level and below train', () => {
    const labels = ['\n', 'train:\n  ', 'train:\n  engine: '].flatMap((text) =>
      completeConfig(text, 'yaml', text.length).map(({ label }) => label),
    );
    assert.ok(labels.includes('temperature') && labels.includes('epochs') && labels.includes('onnx'), labels.join());
    const words = notYet.map(({ path, value }) => value ?? path.split('.').at(-1));
    assert.deepEqual(
      labels.filter((label) => words.includes(label)),
      [],
    );
  });

  it('is neither in the JSON Schema nor on the reference page', () => {
    const schema = JSON.stringify(jsonSchema());
    assert.ok(!schema.includes('"processes'));
    assert.ok(!configReference().includes('`processes'));
  });
});

import assert from 'node:assert/strict';
import { checkConfig, controlConfig, parseConfig, type Language } from '../../../src/config';
import { sharesControlSettings } from '../../../src/runs';

const yaml = `# A comment.
name: small
seed: 7
data: { format: mnist, validation: 100, limit: 5000 }
transfer: { keep: [0, 1, 2] }
teacher: { model: { preset: mlp, hidden: [800] } }
student: { model: { preset: mlp, hidden: [30] } }
temperature: { strategy: linear, from: 8, to: 1 }
loss: { kind: dkd, alpha: 1, beta: 2 }
train: { epochs: 2, optimizer: { name: adam, learningRate: 0.002 } }
control: true
verdict: { margin: 0.002 }
`;
const json = JSON.stringify(parseConfig(yaml, 'yaml').value);

describe('the control of a config', () => {
  for (const [language, text] of [
    ['yaml', yaml],
    ['json', json],
  ] as [Language, string][]) {
    it(`is the same training without a teacher, as ${language}`, () => {
      const { config: taught } = parseConfig(text, language);
      const control = controlConfig(text, language);
      assert.deepEqual(checkConfig(parseConfig(control.text, language)), []);
      const { name, seed, data, transfer, student, train, loss } = control.config;
      assert.equal(name, 'small control');
      assert.deepEqual(
        { seed, data, transfer, student, train },
        {
          seed: taught?.seed,
          data: taught?.data,
          transfer: taught?.transfer,
          student: taught?.student,
          train: taught?.train,
        },
      );
      assert.deepEqual([loss.kind, loss.hard, loss.soft], ['kl', 1, 0]);
      for (const key of ['teacher', 'teachers', 'control', 'verdict'] as const)
        assert.equal(control.config[key], undefined);
      assert.ok(taught !== undefined && sharesControlSettings(control.config, taught));
      assert.match(
        control.text,
        /^(#|\/\/) The control: the same student, seed, data and training, without a teacher\.\n/,
      );
    });
  }

  it('keeps its name within the length of names', () => {
    const text = yaml.replace('name: small', `name: ${'n'.repeat(100)}`);
    const { name } = controlConfig(text, 'yaml').config;
    assert.equal(name.length, 100);
    assert.match(name, /n control$/);
  });

  it('takes no config with errors', () => {
    assert.throws(() => controlConfig('name: 3\n', 'yaml'), /a config with errors has no control/);
  });
});

describe('settings that a control shares', () => {
  const resolved = (text: string) => {
    const { config } = parseConfig(text, 'yaml');
    assert.ok(config);
    return config;
  };
  const { config: control } = controlConfig(yaml, 'yaml');

  it('are those of every teacher, temperature and loss', () => {
    for (const [from, to] of [
      ['from: 8', 'from: 20'],
      ['hidden: [800]', 'hidden: [1200]'],
      ['alpha: 1', 'alpha: 3'],
      ['name: small', 'name: other'],
      ['margin: 0.002', 'margin: 0.01'],
    ] as const) {
      assert.ok(sharesControlSettings(control, resolved(yaml.replace(from, to))), to);
    }
  });

  it('are not those of another student, seed, data or training', () => {
    for (const [from, to] of [
      ['hidden: [30]', 'hidden: [31]'],
      ['seed: 7', 'seed: 8'],
      ['limit: 5000', 'limit: 5001'],
      ['keep: [0, 1, 2]', 'keep: [0, 1]'],
      ['epochs: 2', 'epochs: 3'],
      ['0.002 }', '0.001 }'],
    ] as const) {
      assert.ok(!sharesControlSettings(control, resolved(yaml.replace(from, to))), to);
    }
  });

  it('are those of no run with a teacher', () => {
    assert.ok(!sharesControlSettings(resolved(yaml), resolved(yaml)));
  });
});

import assert from 'node:assert/strict';
import { applyEdits, completeConfig, hoverConfig, parseConfig, temperatureSweepEdits } from '../../../../src/config';

const base = `name: small
data: { format: mnist, validation: 100, limit: 5000 }
teacher: { model: { preset: mlp, hidden: [800] } }
student: { model: { preset: mlp, hidden: [30] } }
temperature: 4
train: { batchSize: 32 }
`;

describe('completion inside of sweep.over', () => {
  const inserted = (text: string): string[] =>
    completeConfig(text, 'yaml', text.length).map(({ insertText }) => insertText);

  it('offers the settings of the config, each with values to try, and no other setting', () => {
    assert.deepEqual(inserted(`${base}sweep:\n  over:\n    `), [
      'temperature.value: [1, 2, 4, 8, 20]',
      'loss.soft: [0.1, 0.3, 0.5, 0.7, 0.9]',
      'student.model.hidden: [[30], [100], [300], [800]]',
      'train.batchSize: [8, 16, 32, 64, 128]',
      'train.optimizer.learningRate: [0.00025, 0.0005, 0.001, 0.002, 0.004]',
      'train.epochs: [3, 5, 10, 20, 40]',
      'teacher.model.hidden: [[30], [100], [300], [800]]',
    ]);
  });

  it('offers none twice, and the temperatures of a strategy in place of a constant’s', () => {
    const strategy = base.replace('temperature: 4', 'temperature: { strategy: linear, from: 8, to: 1 }');
    const offered = inserted(`${strategy}sweep:\n  over:\n    loss.soft: [0.5, 0.9]\n    `);
    assert.deepEqual(offered.slice(0, 2), ['temperature.from: [1, 2, 4, 8, 20]', 'temperature.to: [1, 2, 4, 8, 20]']);
    assert.ok(!offered.some((text) => text.startsWith('loss.soft')));
  });

  it('offers values and a range behind a setting, and leaves a text that can be read', () => {
    const text = `${base}sweep:\n  over:\n    train.batchSize: `;
    assert.deepEqual(inserted(text), ['[8, 16, 32, 64, 128]', '{ from: 8, to: 128, steps: 5, log: true }']);
    for (const value of inserted(text)) {
      const { problems } = parseConfig(`${text}${value}\n`, 'yaml');
      assert.deepEqual(
        problems.filter(({ severity }) => severity === 'error'),
        [],
        value,
      );
    }
  });

  it('works in JSON', () => {
    const text = '{ "temperature": 4, "sweep": { "over": {  } } }';
    const [first] = completeConfig(text, 'json', text.indexOf('{  }') + 2);
    assert.equal(first?.insertText, '"temperature.value": [1, 2, 4, 8, 20]');
  });
});

describe('the hover of a sweep', () => {
  const text = `${base}sweep: { over: { temperature.value: [1, 2, 4], student.model.hidden: [[30], [300]] }, seeds: 3, then: { seeds: 6 } }\n`;
  const hovered = (pace?: { secondsOfRun: number; atATime: number }): string =>
    hoverConfig(text, 'yaml', text.indexOf('sweep') + 1, undefined, undefined, () => pace)?.markdown ?? '';

  it('says how many runs and controls it has, and that their time is not known', () => {
    assert.ok(
      hovered().includes(
        '24 runs: 6 points × 3 seeds and 6 fresh seeds of the best point, and 12 controls. How long they take is not known before a run of this config has finished.',
      ),
    );
  });

  it('says how long they take by the runs that have finished', () => {
    assert.ok(
      hovered({ secondsOfRun: 60, atATime: 2 }).includes(
        'About 18 min, 2 at a time, by the runs of this config that have finished.',
      ),
    );
  });
});

describe('a sweep over the temperature', () => {
  const added = (text: string, kind: 'grid' | 'tpe', language: 'yaml' | 'json' = 'yaml'): string => {
    const changed = applyEdits(text, temperatureSweepEdits(text, language, kind));
    assert.deepEqual(
      parseConfig(changed, language).problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    return changed.startsWith(text) ? changed.slice(text.length) : changed;
  };

  it('of a constant is a grid of usual ones, or a search between 1 and 20', () => {
    assert.equal(
      added(base, 'grid'),
      'sweep:\n  over:\n    temperature.value: [1, 2, 4, 8, 20]\n  seeds: 3\n  then: { seeds: 6 }\n',
    );
    assert.equal(
      added(base, 'tpe'),
      'sweep:\n  over:\n    temperature.value: { from: 1, to: 20, log: true }\n  seeds: 3\n  method: tpe\n  budget: { runs: 60 }\n  then: { seeds: 6 }\n',
    );
  });

  it('of a strategy varies its temperatures around their values', () => {
    const strategy = base.replace('temperature: 4', 'temperature: { strategy: linear, from: 8, to: 1 }');
    assert.match(added(strategy, 'grid'), /temperature\.from: \[4, 8, 16\]\n {4}temperature\.to: \[0\.5, 1, 2\]\n/);
    assert.match(added(strategy, 'tpe'), /temperature\.from: \{ from: 4, to: 16, log: true \}\n/);
  });

  it('keeps line ends, flow texts and JSON readable', () => {
    assert.ok(added(base.replaceAll('\n', '\r\n'), 'grid').includes('sweep:\r\n  over:\r\n'));
    const json =
      '{ "name": "a", "data": { "format": "mnist" }, "teacher": { "model": { "preset": "mlp", "hidden": [8] } }, "student": { "model": { "preset": "mlp", "hidden": [8] } } }';
    assert.match(added(json, 'grid', 'json'), /"temperature\.value"/);
    assert.match(added(json, 'grid', 'yaml'), /temperature\.value/);
  });

  it('is refused with the reason', () => {
    const refused =
      (text: string): (() => unknown) =>
      () =>
        temperatureSweepEdits(text, 'yaml', 'grid');
    assert.throws(
      refused(`${base}sweep: { over: { loss.soft: [0.5, 0.9] } }\n`),
      /^Error: the config has a sweep already: /,
    );
    assert.throws(
      refused(`${base}nonsense: 1\n`),
      /^Error: the config has errors, so no sweep could be added; mend them/,
    );
    assert.throws(
      refused(base.replace(/teacher:.*\n/, '').replace('temperature: 4\n', 'loss: { hard: 1, soft: 0 }\n')),
      /^Error: the config has no teacher, and without one a temperature changes nothing$/,
    );
  });
});

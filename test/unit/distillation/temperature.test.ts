import assert from 'node:assert/strict';
import {
  describeObjective,
  lossSchema,
  temperatureAt,
  temperatureSchema,
  type ObjectiveSettings,
  type TemperatureParameters,
} from '../../../src/distillation';

const at = (step: number): { step: number; steps: number; epoch: number; epochs: number } => ({
  step,
  steps: 11,
  epoch: (step * 10) / 11,
  epochs: 10,
});
const cases: [Record<string, unknown>, [number, number, number], string][] = [
  [{ strategy: 'constant', value: 4 }, [4, 4, 4], '0.1·CE + 0.9·16·KL(teacher at T=4 ‖ student at T=4)'],
  [
    { strategy: 'linear', from: 8, to: 2 },
    [8, 5, 2],
    '0.1·CE + 0.9·T²·KL(teacher at T ‖ student at T), T from 8 to 2 (linear)',
  ],
  [
    { strategy: 'cosine', from: 8, to: 2 },
    [8, 5, 2],
    '0.1·CE + 0.9·T²·KL(teacher at T ‖ student at T), T from 8 to 2 (cosine)',
  ],
  [
    { strategy: 'exponential', from: 8, to: 2 },
    [8, 4, 2],
    '0.1·CE + 0.9·T²·KL(teacher at T ‖ student at T), T from 8 to 2 (exponential)',
  ],
  [
    { strategy: 'step', from: 8, gamma: 0.5, milestones: [3, 9] },
    [8, 4, 2],
    '0.1·CE + 0.9·T²·KL(teacher at T ‖ student at T), T from 8, ×0.5 at epochs 3, 9',
  ],
];

const settingsWith = (temperature: TemperatureParameters): ObjectiveSettings => ({
  loss: lossSchema.parse({ kind: 'kl' }),
  temperature,
  teachers: [{ name: 'teacher', weight: 1, temperature }],
  combine: 'losses',
});

describe('temperature', () => {
  for (const [written, values, sentence] of cases) {
    const parameters = temperatureSchema.parse(written);
    it(`${parameters.strategy}: start, middle, end`, () => {
      [0, 5, 10].forEach((step, index) =>
        assert.ok(Math.abs((temperatureAt(parameters, at(step))?.value ?? NaN) - (values[index] ?? NaN)) < 1e-12),
      );
    });
    it(`${parameters.strategy}: its objective's sentence`, () =>
      assert.equal(describeObjective(settingsWith(parameters)), sentence));
  }
  it('refuses a value that is not above 0, naming strategy and epoch', () =>
    assert.throws(
      () => temperatureAt({ strategy: 'linear', from: 1, to: -1 }, at(10)),
      /'linear' gives -1 at epoch 9\.09/,
    ));
});

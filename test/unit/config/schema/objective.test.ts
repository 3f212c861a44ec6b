import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { configSchema, objectiveOf } from '../../../../src/config';
import { combinations, losses, strategies } from '../../../../src/distillation';

const mlp = { preset: 'mlp', hidden: [40] };
const two = [
  { name: 'one', model: mlp, temperature: { strategy: 'std' } },
  { name: 'two', model: mlp, weight: 2 },
];
const needed = { step: { milestones: [1] }, expression: { value: '2 + confidence' } } as Record<string, object>;

/** A config with each strategy, loss and combination, and some of what goes with them, under a title. */
const configs: [title: string, written: object][] = [
  ['no teacher', { teacher: undefined }],
  ['soft alone', { loss: { hard: 0 } }],
  ['without T²', { loss: { scaleByT2: false } }],
  ['clamped logits', { loss: { clampLogits: 10 } }],
  ...strategies.map(({ name }): [string, object] => [name, { temperature: { strategy: name, ...needed[name] } }]),
  ['learned without reversal', { temperature: { strategy: 'learned', reversal: false } }],
  ['annealing-kd with mse', { temperature: { strategy: 'annealing-kd' }, loss: { kind: 'mse' } }],
  ...losses.map(({ name }): [string, object] => [name, { loss: { kind: name } }]),
  ['jsd of a cosine', { loss: { kind: 'jsd', beta: 0.2 }, temperature: { strategy: 'cosine' } }],
  ['mse of a cosine', { loss: { kind: 'mse' }, temperature: { strategy: 'cosine' } }],
  ...combinations.map(({ name }): [string, object] => [
    `combine ${name}`,
    { teacher: undefined, teachers: two, combine: name },
  ]),
];

describe('the objective in one sentence', () => {
  it('is for every strategy, loss and combination what was reviewed', () => {
    const lines = configs.map(([title, written]) => {
      const base = { name: 'a', data: { set: 'mnist' }, student: { model: mlp }, teacher: { model: mlp } };
      return `${title}: ${objectiveOf(configSchema.parse({ ...base, ...written }))}`;
    });
    assert.deepEqual(lines, readFileSync('test/unit/config/schema/objective.txt', 'utf8').trimEnd().split('\n'));
  });
});

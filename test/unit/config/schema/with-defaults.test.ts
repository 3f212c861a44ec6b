import assert from 'node:assert/strict';
import { configSchema, objectiveOfRun, type ResolvedConfig } from '../../../../src/config';

describe('the objective of a manifest’s config', () => {
  const whole = configSchema.parse({
    name: 'a',
    data: { set: 'mnist' },
    teacher: { model: { preset: 'mlp', hidden: [8] } },
    student: { model: { preset: 'mlp', hidden: [4] } },
    temperature: { strategy: 'constant', value: 4 },
  });
  const changed = (changes: object): ResolvedConfig => ({ ...whole, ...changes });

  it('fills in what a writer by hand has left out, also beside keys of a later version', () => {
    const sentence = objectiveOfRun(whole);
    assert.match(sentence, /T=4/);
    assert.equal(objectiveOfRun(changed({ temperature: { strategy: 'constant' } })), sentence);
    assert.equal(objectiveOfRun(changed({ temperature: { strategy: 'constant' }, later: 1 })), sentence);
    const inside = { strategy: 'constant', later: { much: 'later' } };
    assert.equal(objectiveOfRun(changed({ temperature: inside, data: { ...whole.data, later: 2 } })), sentence);
  });
});

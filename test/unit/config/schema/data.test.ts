import assert from 'node:assert/strict';
import { configSchema, describeData } from '../../../../src/config';

const base = { name: 'a', student: { model: { preset: 'mlp', hidden: [8] } } };

function said(data: object, transfer?: object): string {
  return describeData(configSchema.parse({ ...base, data: { set: 'mnist', ...data }, transfer }));
}

describe('a run’s data in short', () => {
  it('names the set and what is held back', () => {
    assert.equal(said({}), 'mnist, 5,000 held back for validation');
  });

  it('says of how many examples it is and how they are spread, where not of all', () => {
    const data = { train: 20000, imbalance: { ratio: 1000 }, validation: 1000 };
    assert.equal(said(data), 'mnist, 20,000 to train on, long-tailed by 1,000, 1,000 held back for validation');
  });

  it('says what the student does not see', () => {
    assert.match(said({}, { leaveOut: [3] }), /, student without class 3$/);
    assert.match(
      said({}, { keep: [7, 8], labelFraction: 0.05 }),
      /, student with classes 7 and 8 alone, 5 % of its labels$/,
    );
  });
});

import assert from 'node:assert/strict';
import { isProgressOf } from '../../../../src/trainer/loop/stored-progress';

const length = { stepsPerEpoch: 10, epochs: 5 };
const guarded = { samples: 90, guards: [['clip', 3]], told: ['clip'] };
const sound = { step: 23, bestEpoch: 1, bestAccuracy: 0.5, bestCrossEntropy: 1.2, evaluatedEpochs: 2, seconds: 3.5 };

describe('the numbers of a checkpoint', () => {
  it('are taken where a training of this length can have reached them', () => {
    for (const more of [
      {},
      { step: 20 },
      { step: 50, evaluatedEpochs: 5, bestEpoch: 5 },
      { bestCrossEntropy: null },
      { guarded },
      { earlyStop: { epochs: 1 }, plateau: { best: 0.5, epochs: 2, reductions: 1 } },
    ]) {
      assert.ok(isProgressOf({ ...sound, ...more }, length), JSON.stringify(more));
    }
    assert.ok(isProgressOf({ ...sound, step: 0, evaluatedEpochs: 0, bestEpoch: 0, bestAccuracy: -1 }, length));
  });

  const wrong = {
    'a step that is none': [-1, -1e15, 0.5, 51, 1e15, Number.NaN, null, '3'].map((step) => ({ step })),
    'more epochs evaluated than trained': [3, -1, 1.5].map((evaluatedEpochs) => ({ evaluatedEpochs })),
    'a best epoch that was not evaluated': [3, -1, 0.5].map((bestEpoch) => ({ bestEpoch })),
    'a time that is none': [-1, null, '1'].map((seconds) => ({ seconds })),
    'guards that are none': [null, {}, { ...guarded, guards: [1] }, { ...guarded, told: 'x' }].map((other) => ({
      guarded: other,
    })),
    'waits that are none': [
      { earlyStop: null },
      { earlyStop: { epochs: 3 } },
      { earlyStop: { best: '1', epochs: 1 } },
      { plateau: { epochs: 1 } },
      { plateau: { epochs: 1, reductions: 1e9 } },
    ],
    'a best accuracy that is none': [{ bestAccuracy: '1' }, { bestAccuracy: undefined }],
  };
  for (const [title, cases] of Object.entries(wrong)) {
    it(`are passed over with ${title}`, () => {
      for (const more of cases) assert.ok(!isProgressOf({ ...sound, ...more }, length), JSON.stringify(more));
    });
  }
});

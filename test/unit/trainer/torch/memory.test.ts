import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { hintForMemory } from '../../../../src/trainer/torch/python-worker';

describe('the advice where memory has run out', () => {
  it('is the batch that was tried, and the parts that take the same step', () => {
    assert.equal(
      hintForMemory({ rows: 24, size: 128, parts: 1 }),
      '24 examples at a time were tried and fit: set batchSize to 24, or accumulate to 6, which takes the same step in smaller parts',
    );
    assert.equal(
      hintForMemory({ rows: 24, size: 128, parts: 4 }),
      '24 examples at a time were tried and fit: set batchSize to 96, or accumulate to 6, which takes the same step in smaller parts',
    );
  });

  it('names no parts of fewer than two examples', () => {
    assert.equal(
      hintForMemory({ rows: 2, size: 5, parts: 1 }),
      '2 examples at a time were tried and fit: set batchSize to 2',
    );
  });

  it('is another one where nothing fits, and where nothing was tried', () => {
    assert.match(hintForMemory({ rows: 0, size: 128, parts: 1 }), /^not even two examples fit: take a smaller network/);
    assert.equal(hintForMemory(undefined), 'lower batchSize, or let train.accumulate take a batch in parts');
  });
});

import assert from 'node:assert/strict';
import { corrupt } from './corruption';

describe('corrupt checkpoints and logs', function () {
  this.timeout(60_000);

  it('are passed over and counted: none is taken for whole, none breaks a reader', () => {
    const { passedOver, badLines } = corrupt(150, 3);
    assert.equal(passedOver, 150);
    assert.ok(badLines > 100, `${badLines}`);
  });
});

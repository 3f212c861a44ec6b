import assert from 'node:assert/strict';
import { failEveryOperation } from './operations';

describe('file operations that fail', function () {
  this.timeout(60_000);

  it('lose nothing that was promised, and leave nothing torn, whichever of them it is', async () => {
    const { operations, noticed } = await failEveryOperation();
    assert.ok(operations > 60, `${operations}`);
    // A failure in the index is repaired later and stops no run.
    assert.ok(noticed > operations, `${noticed} of twice ${operations}`);
  });
});

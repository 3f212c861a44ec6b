import assert from 'node:assert/strict';
import { isBusy, readWithRetries } from '../../../src/pictures/busy-file';

const busy = (code: string): Error => Object.assign(new Error(code), { code });

describe('a picture that another program holds', () => {
  it('is read once it is let go', () => {
    let left = 3;
    const read = (): string => {
      if (left === 0) return 'content';
      left -= 1;
      throw busy('EBUSY');
    };
    assert.equal(readWithRetries(read, [1, 1, 1]), 'content');
  });

  it('is given up after some tries, with the error of the system', () => {
    let tries = 0;
    const read = (): string => {
      tries += 1;
      throw busy('EBUSY');
    };
    assert.throws(() => readWithRetries(read, [1, 1]), { code: 'EBUSY' });
    assert.equal(tries, 3);
  });

  it('is not waited for where it is gone or may not be read', () => {
    for (const code of ['ENOENT', 'EACCES']) {
      let tries = 0;
      const read = (): string => {
        tries += 1;
        throw busy(code);
      };
      assert.throws(() => readWithRetries(read, [1, 1]), { code });
      assert.equal(tries, 1);
      assert.equal(isBusy(busy(code)), false);
    }
  });
});

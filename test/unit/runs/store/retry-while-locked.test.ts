import assert from 'node:assert/strict';
import { retryWhileLocked } from '../../../../src/runs/store/retry-while-locked';

const failing = (code: string, times: number): { readonly operation: () => void; readonly tries: () => number } => {
  let tries = 0;
  const operation = (): void => {
    tries += 1;
    if (tries <= times) throw Object.assign(new Error(code), { code });
  };
  return { operation, tries: () => tries };
};

describe('a file that another program has open for a moment', () => {
  for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
    it(`is renamed once it is let go, and given up after some tries: ${code}`, () => {
      const [let2, never] = [failing(code, 2), failing(code, Infinity)];
      retryWhileLocked(let2.operation, [1, 1]);
      assert.equal(let2.tries(), 3);
      assert.throws(() => retryWhileLocked(never.operation, [1, 1]), { code });
      assert.equal(never.tries(), 3);
    });
  }

  it('is not waited for where something else is wrong', () => {
    const { operation, tries } = failing('ENOENT', Infinity);
    assert.throws(() => retryWhileLocked(operation, [1, 1]), { code: 'ENOENT' });
    assert.equal(tries(), 1);
  });

  it('is tried once on systems where the code is one of permissions', function () {
    if (process.platform === 'win32') this.skip();
    const { operation, tries } = failing('EPERM', Infinity);
    assert.throws(() => retryWhileLocked(operation), { code: 'EPERM' });
    assert.equal(tries(), 1);
  });
});

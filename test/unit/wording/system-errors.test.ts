import assert from 'node:assert/strict';
import { formatError } from '../../../src/wording';

const refused = (code: string): Error =>
  Object.assign(new Error(`${code}: no, mkdir '/w/.distillery'`), { code, syscall: 'mkdir', path: '/w/.distillery' });

describe('an error of the file system', () => {
  for (const [code, says] of [
    ['EROFS', "the disk is read-only (EROFS: no, mkdir '/w/.distillery'); open a folder that can be written to"],
    ['ENOSPC', "no space is left on the disk (ENOSPC: no, mkdir '/w/.distillery'); free some space"],
    ['EACCES', "a file may not be written or read (EACCES: no, mkdir '/w/.distillery'); allow it"],
    ['EBUSY', "another program holds a file (EBUSY: no, mkdir '/w/.distillery'); close it, or wait for its end"],
    ['EMFILE', "too many files are open (EMFILE: no, mkdir '/w/.distillery'); end other programs"],
    ['EPERM', "a file may not be written or read (EPERM: no, mkdir '/w/.distillery'); allow it"],
  ] as const) {
    it(`says what happened and what to do: ${code}`, () => assert.equal(formatError(refused(code)), says));
  }

  it('is said as it is where a person has no hand in it, as any other error is', () => {
    assert.equal(formatError(refused('EEXIST')), "EEXIST: no, mkdir '/w/.distillery'");
    assert.equal(formatError(new Error('the config cannot be read')), 'the config cannot be read');
    assert.equal(formatError('no error'), 'no error');
  });
});

import assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sourceOf, dataSchema } from '../../../../src/data-sources';
import { unreadable } from '../../../../src/data-sources/files/file-faults';
import { refuseEscape } from '../../../../src/data-sources/images/image-list';

const absence = { missing: 'there is no such file', hint: 'look for it' };

describe('a file that the system does not give', () => {
  for (const [code, message, hint] of [
    ['ENOENT', 'there is no such file', 'look for it'],
    ['ENOTDIR', 'it is no folder', 'look for it'],
    ['EBUSY', 'another program holds it (EBUSY)', /^close the program that uses it, or wait for a virus scan/],
    ['EPERM', 'it may not be read (EPERM)', /^look at its permissions; on Windows, close the program/],
    ['EACCES', 'it may not be read (EACCES)', /^look at its permissions/],
    ['EMFILE', 'too many files are open (EMFILE)', /^end other programs/],
    ['EIO', 'the disk failed (EIO)', /^look at the disk/],
    ['ELOOP', 'too many links', 'look for it'],
  ] as const) {
    it(`is named with the reason and what to do: ${code}`, () => {
      const cause = Object.assign(new Error('too many links'), { code });
      const fault = unreadable('C:\\w\\1.png', cause, absence);
      assert.equal(fault.message, `C:\\w\\1.png cannot be read: ${message}`);
      if (typeof hint === 'string') assert.equal(fault.hint, hint);
      else assert.match(fault.hint, hint);
      assert.equal(fault.cause, cause);
    });
  }
});

describe('a path of a list', () => {
  for (const written of [
    '../x.png',
    'a/../../x.png',
    '/x.png',
    'C:/x.png',
    'C:x.png',
    'C:\\x.png',
    '\\x.png',
    '\\\\server\\share\\x.png',
    '..\\x.png',
    'a\\..\\..\\x.png',
  ]) {
    it(`is refused on every system where it leads outside on one: ${written}`, () => {
      assert.throws(() => refuseEscape(written, 'a.csv, row 2'), {
        message: `a.csv, row 2: '${written}' leads out of data.path`,
      });
    });
  }

  it('is refused with backslashes, and how to write it is said', () => {
    assert.throws(() => refuseEscape('cats\\small\\1.png', 'a.csv, row 2'), {
      message: /row 2: 'cats\\small\\1\.png' has folders separated by \\, which is a part of a name on other systems/,
      hint: 'write cats/small/1.png, which is read on every system',
    });
  });

  for (const written of ['1.png', 'a/1.png', '..1.png', 'a/../1.png', './1.png', 'a b/é.png']) {
    it(`is taken where it stays inside: ${written}`, () => refuseEscape(written, 'a.csv, row 2'));
  }
});

describe('a file under two names', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'distillery-names-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const find = (test: string): Promise<unknown> => {
    const options = dataSchema.parse({ format: 'table', path: 'Data.csv', test });
    const place = { resolve: (written: string) => path.join(folder, written), environment: {} };
    return Promise.resolve(sourceOf(options).find(options, place));
  };
  const put = (name: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), 'a,y\n1,p\n2,q\n');
  };

  it('is not both trained and tested on, where one name is the other in another case', async () => {
    put('Data.csv');
    try {
      // A second name of one file stands for a disk that takes both writings for one.
      linkSync(path.join(folder, 'Data.csv'), path.join(folder, 'data.CSV'));
    } catch {
      // Such a disk has no place for it, and needs none.
    }
    await assert.rejects(find('data.CSV'), { message: /^data\.test: .*data\.CSV is read for training already$/ });
  });

  it('is two files where a disk tells them apart', async function () {
    put('Data.csv');
    put('data.csv');
    if (readdirSync(folder).length < 2) this.skip();
    const found = (await find('data.csv')) as readonly unknown[];
    assert.equal(found.length, 2);
  });
});

import assert from 'node:assert/strict';
import path from 'node:path';
import type { DataFile } from '../../../../src/data-sources';
import { identityOf, relativeIdentityOf } from '../../../../src/data-sources/files/file-identity';

const file = (name: string, more: Partial<DataFile> = {}): DataFile => ({
  ...{ role: 'train cat', path: name, bytes: 3, changedAt: 1.5 },
  ...more,
});
const set = (root: string, separator: string): DataFile[] =>
  [
    ['cat', '1.png'],
    ['cat', '2.png'],
    ['dog', '1.png'],
  ].map(([folder = '', name = '']) => file([root, folder, name].join(separator), { role: `train ${folder}` }));

describe('the identity of files', () => {
  const files = set('/w/set', '/');

  it('is the same for the same files', () => {
    assert.equal(identityOf(files), identityOf(set('/w/set', '/')));
    assert.match(identityOf(files), /^[0-9a-f]{64}$/);
  });

  for (const [what, changed] of [
    ['a size', [file('/w/set/cat/1.png', { bytes: 4 }), ...files.slice(1)]],
    ['a time by a millionth of a millisecond', [file('/w/set/cat/1.png', { changedAt: 1.500001 }), ...files.slice(1)]],
    ['a name', [file('/w/set/cat/0.png'), ...files.slice(1)]],
    ['a role', [file('/w/set/cat/1.png', { role: 'test cat' }), ...files.slice(1)]],
    ['a folder', set('/w/other', '/')],
    ['the folder of one file', [...files.slice(0, 2), file('/w/set/cow/1.png', { role: 'train dog' })]],
    ['the order', [...files].reverse()],
    ['a file less', files.slice(1)],
    ['no file', []],
  ] as const) {
    it(`is another with ${what}`, () => assert.notEqual(identityOf(changed), identityOf(files)));
  }

  it('does not take the end of one name for the beginning of the next', () => {
    const [one, other] = [
      [file('/w/ab'), file('/w/c')],
      [file('/w/a'), file('/w/bc')],
    ];
    assert.notEqual(identityOf(one), identityOf(other));
  });

  it('stays where the workspace is moved as a whole, and goes with the settings', () => {
    const of = (root: string, settings: unknown = 1): string =>
      relativeIdentityOf(set(`${root}/set`, '/'), settings, `${root}/.distillery/cache`);
    assert.equal(of('/w'), of('/elsewhere/w'));
    assert.notEqual(of('/w'), of('/w', 2));
    assert.notEqual(of('/w'), relativeIdentityOf(set('/v/set', '/'), 1, '/w/.distillery/cache'));
  });

  it('stays on Windows where a drive is written in another case, and with a share', () => {
    const of = (root: string, cache = root): string =>
      relativeIdentityOf(set(`${root}\\set`, '\\'), 1, `${cache}\\.distillery\\cache`, path.win32);
    assert.equal(of('C:\\w'), of('c:\\w', 'C:\\W'));
    assert.equal(of('C:\\w'), of('\\\\server\\share\\w'));
    assert.notEqual(of('C:\\w'), of('D:\\w', 'C:\\w'));
  });
});

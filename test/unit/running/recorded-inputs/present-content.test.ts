import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashFile } from '../../../../src/running/recorded-inputs/content-hash';
import { haveContents } from '../../../../src/running/recorded-inputs/present-content';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the present content of a file', () => {
  let root: string;
  let workspace: string;
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-content-'));
    workspace = path.join(root, 'work');
    mkdirSync(path.join(workspace, 'big'), { recursive: true });
    writeFileSync(path.join(root, 'outside.json'), 'secret');
    writeFileSync(path.join(workspace, 'big', 'model.json'), '{}');
    writeFileSync(path.join(workspace, 'big', 'weights.bin'), 'one');
    symlinkSync(path.join(root, 'outside.json'), path.join(workspace, 'big', 'link.json'));
  });
  after(() => rmSync(root, { recursive: true }));
  const isPresent = (files: readonly (readonly [string, string])[], first = 'big/model.json'): Promise<boolean> =>
    haveContents(
      { preset: 'file', path: first },
      files.map(([name, text]) => ({ path: name, sha256: sha256(text) })),
      { workspace, file: path.join(workspace, 'a.distill.yaml'), allowedFolders: [] },
    );

  it('is that of all recorded files', async () => {
    assert.ok(
      await isPresent([
        ['big/model.json', '{}'],
        ['big/weights.bin', 'one'],
      ]),
    );
    assert.ok(
      !(await isPresent([
        ['big/model.json', '{}'],
        ['big/weights.bin', 'two'],
      ])),
    );
    assert.ok(
      !(await isPresent([
        ['big/model.json', '{}'],
        ['big/gone.bin', 'one'],
      ])),
    );
    assert.ok(!(await isPresent([])), 'nothing was recorded');
    assert.ok(!(await isPresent([['big/weights.bin', 'one']])), 'the file of the config is another');
  });
  it('is not looked at outside of the workspace, by dots or by a link', async () => {
    for (const name of ['../outside.json', 'big/link.json']) {
      assert.ok(!(await isPresent([[name, 'secret']], name)), name);
    }
  });
  it('is seen anew where a file of the same size and time takes its place', async () => {
    const file = path.join(workspace, 'big', 'same.bin');
    const old = new Date('2020-01-01');
    writeFileSync(file, 'one');
    utimesSync(file, old, old);
    assert.equal(await hashFile(file), sha256('one'));
    rmSync(file);
    writeFileSync(file, 'two');
    utimesSync(file, old, old);
    assert.equal(statSync(file).mtimeMs, old.getTime());
    assert.equal(await hashFile(file), sha256('two'));
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'mocha';
import { isScriptAgreed, rememberScript } from '../../../src/launchers';

const command = { interpreter: '/usr/bin/python3', args: ['train.py', '--width', '2'], cwd: '/w' };

describe('the consent to a script', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'consent-'));
  const own = { HOME: folder, XDG_CONFIG_HOME: folder, DISTILLERY_SECRET: 'mine' };
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds for the exact command, its folder and its environment', () => {
    assert.equal(isScriptAgreed(command, own), false);
    rememberScript(command, own);
    assert.equal(isScriptAgreed(command, own), true);
    for (const other of [
      { ...command, interpreter: '/opt/python3' },
      { ...command, args: ['train.py', '--width', '3'] },
      { ...command, args: ['train.py', '--width 2'] },
      { ...command, cwd: '/x' },
    ]) {
      assert.equal(isScriptAgreed(other, own), false, JSON.stringify(other));
    }
    assert.equal(isScriptAgreed(command, { ...own, PYTHONPATH: '/evil' }), false);
    assert.equal(isScriptAgreed(command, { ...own, LANG: 'C' }), true);
  });

  it('is worth nothing to another user, and tells nobody the command', function () {
    if (process.platform !== 'linux') this.skip();
    assert.equal(isScriptAgreed(command, { ...own, DISTILLERY_SECRET: 'theirs' }), false);
    assert.match(readFileSync(path.join(folder, 'distillery/agreements'), 'utf8'), /^[0-9a-f]{64}\n$/);
  });
});

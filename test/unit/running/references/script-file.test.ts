import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'mocha';
import { checkConfigText } from '../../../../src/running';

describe('the script that a config names', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'script-file-'));
  const workspace = path.join(root, 'w');
  before(() => {
    mkdirSync(path.join(workspace, 'folder.py'), { recursive: true });
    mkdirSync(path.join(workspace, 'own/distillery'), { recursive: true });
    for (const name of ['train.py', 'own/train.py', 'own/distillery/__init__.py']) {
      writeFileSync(path.join(workspace, name), 'pass\n');
    }
    writeFileSync(path.join(workspace, 'empty.py'), '');
    writeFileSync(path.join(root, 'outside.py'), 'pass\n');
    if (process.platform !== 'win32') symlinkSync('../outside.py', path.join(workspace, 'link.py'));
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const check = async (written: string): Promise<string[]> => {
    const text = `name: a\nscript: { file: ${written} }\n`;
    const place = { file: path.join(workspace, 'a.distill.yaml'), workspace, allowedFolders: [], runs: [] };
    const { problems } = await checkConfigText({ ...place, text });
    return problems.map(({ severity, message, code }) => `${severity}: ${message} [${code}]`);
  };

  for (const [written, expected] of [
    ['train.py', []],
    ['trian.py', ["error: There is no file 'trian.py'. Did you mean 'train.py'? [missing-file]"]],
    ['folder.py', ["error: 'folder.py' is a folder. Name the Python file in it. [wrong-file]"]],
    ['empty.py', ["error: 'empty.py' is empty. Write the training into it. [wrong-file]"]],
    [
      'own/train.py',
      [
        "warning: 'distillery/__init__.py' lies beside 'own/train.py', which imports it in place of Distillery’s package. Rename it, if the script is to log a run. [shadowed-package]",
      ],
    ],
    [
      '../outside.py',
      [
        "error: '../outside.py' leads out of the workspace. Copy the script into the workspace, or allow its folder in the setting distillery.allowedFolders. [wrong-file]",
      ],
    ],
    [
      'link.py',
      [
        "error: 'link.py' leads out of the workspace. Copy the script into the workspace, or allow its folder in the setting distillery.allowedFolders. [wrong-file]",
      ],
    ],
  ] as const) {
    it(`is looked at: ${written}`, async function () {
      if (written === 'link.py' && process.platform === 'win32') this.skip();
      assert.deepEqual(await check(written), expected);
    });
  }
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchScripts } from '../../../src/editor/terminal/launch-scripts';

describe('the command distillery of the editor’s terminals', () => {
  it('starts the program on the editor’s Node with the words as they are, wherever both lie', function () {
    if (process.platform === 'win32') this.skip();
    const root = mkdtempSync(path.join(tmpdir(), 'distillery-terminal-'));
    try {
      const folder = path.join(root, "a 'quoted' $(place)");
      mkdirSync(folder);
      const program = path.join(folder, 'program.js');
      writeFileSync(program, 'console.log(JSON.stringify([process.argv.slice(2), process.env.ELECTRON_RUN_AS_NODE]))');
      const bin = path.join(root, 'bin');
      mkdirSync(bin);
      for (const { name, text } of launchScripts(process.execPath, program)) {
        writeFileSync(path.join(bin, name), text, { mode: 0o755 });
      }
      const words = ['run', 'a b.distill.yaml', '--set', 'name=\'x\' "y" $HOME'];
      const env = { PATH: `/usr/bin:/bin:${bin}` };
      const { stdout, stderr } = spawnSync('/bin/sh', ['-c', 'distillery "$@"', 'sh', ...words], {
        env,
        encoding: 'utf8',
      });
      assert.equal(stderr, '');
      assert.deepEqual(JSON.parse(stdout), [words, '1']);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('says what to do where an update took the program or the editor’s Node away', function () {
    if (process.platform === 'win32') this.skip();
    const here = import.meta.filename;
    for (const [node, program] of [
      ['/no/such/node', here],
      [process.execPath, '/no/such/distillery.js'],
    ] as const) {
      const [{ text } = { text: '' }] = launchScripts(node, program);
      const { stdout, stderr, status } = spawnSync('/bin/sh', ['-s', 'list'], { input: text, encoding: 'utf8' });
      assert.deepEqual([status, stdout], [127, '']);
      assert.match(stderr, /^distillery: VS Code or the extension was updated; open a config in VS Code once, .*\n$/);
    }
    const [, batch] = launchScripts('C:\\gone\\Code.exe', 'C:\\x\\distillery.js');
    assert.match(
      batch?.text ?? '',
      /\r\nif not exist "C:\\gone\\Code\.exe" goto gone\r\n[^]*\r\n:gone\r\necho distillery: /,
    );
  });

  it('is one for Windows too, where a percent sign in a path begins no variable', () => {
    const [, batch] = launchScripts('C:\\100% code\\Code.exe', 'C:\\x\\distillery.js');
    assert.equal(batch?.name, 'distillery.cmd');
    assert.match(batch.text, /^@echo off\r\nsetlocal\r\n(?:[^\r\n]+\r\n)+$/);
    assert.match(
      batch.text,
      /\r\nset ELECTRON_RUN_AS_NODE=1\r\n"C:\\100%% code\\Code\.exe" "C:\\x\\distillery\.js" %\*\r\n/,
    );
  });
});

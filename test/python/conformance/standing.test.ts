// Runs that scripts make by themselves, as lists see them.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { checkRun, requestStop, splitOf, summarizeRun } from '../../../src/runs';

const python = process.env['DISTILLERY_PYTHON'] ?? 'python3';

const beginning = `
import sys, time
import distillery
run = distillery.init()
run.log({"loss": 1.0})
print(run.folder, flush=True)
`;

describe('the run of a script that was started by itself', function () {
  this.timeout(60_000);
  let folder: string;
  let script: ChildProcess | undefined;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'distillery-script-'))));
  afterEach(async () => {
    if (script?.exitCode === null && script.signalCode === null) {
      script.kill('SIGKILL');
      await once(script, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts a script; gives its run folder, which it prints, and its exit. */
  async function start(source: string): Promise<{ readonly run: string; readonly exit: Promise<unknown> }> {
    const file = path.join(folder, 'train.py');
    writeFileSync(file, beginning + source);
    const env = { ...process.env, PYTHONPATH: path.resolve('python'), PYTHONDONTWRITEBYTECODE: '1' };
    const child = spawn(python, [file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    script = child;
    const exit = once(child, 'exit');
    const [run] = (await once(createInterface(child.stdout), 'line')) as [string];
    return { run, exit };
  }

  const endless = 'while not run.should_stop: time.sleep(0.01)\nrun.finish()\n';

  it('is running while the script lives, stopping once it is asked to stop, and then stopped', async () => {
    const { run, exit } = await start(endless);
    assert.equal((await summarizeRun(run)).status, 'running');
    requestStop(run);
    assert.match((await summarizeRun(run)).status, /^stopp(ing|ed)$/);
    await exit;
    assert.equal((await summarizeRun(run)).status, 'stopped');
    assert.equal(script?.exitCode, 0);
  });

  it('is lost once the script was killed, with nothing wrong in its files', async () => {
    const { run, exit } = await start(endless);
    script?.kill('SIGKILL');
    await exit;
    assert.equal((await summarizeRun(run)).status, 'lost');
    assert.deepEqual((await checkRun(run, 'look')).findings, []);
  });

  it('has the accuracy of its last validation where it was evaluated on no test split', async () => {
    const { run, exit } = await start('run.evaluate("val", [[1, 2], [3, 1]], [1, 1])\nrun.finish()\n');
    await exit;
    const { status, progress } = await summarizeRun(run);
    assert.deepEqual([status, progress.accuracy, progress.errors], ['finished', 0.5, 1]);
    assert.equal(splitOf(progress), 'validation');
    assert.deepEqual((await checkRun(run, 'look')).findings, []);
  });
});

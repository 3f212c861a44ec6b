import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cancelRun, launchStateOf } from '../../../src/launchers';
import { isSuspended, readExit, requestStop } from '../../../src/runs';
import { isGone, Launched, statusOf, submit, until } from './launched';

describe('a suspended process', function () {
  this.timeout(30_000);
  if (process.platform === 'win32') return;
  let runs: Launched;
  beforeEach(() => {
    runs = new Launched('suspended');
    runs.build();
  });
  afterEach(() => runs.end());

  /** A run whose trainer has stopped while its supervisor was suspended. */
  const stoppedUnderSuspension = async (): Promise<{ folder: string; pid: number }> => {
    const { folder, owner } = await runs.start('obey', { runsAtATime: 1 });
    process.kill(owner.pid, 'SIGSTOP');
    await until(() => isSuspended(owner.pid), 'the suspension');
    requestStop(folder);
    await until(async () => (await statusOf(folder)) === 'stopped', 'the stop');
    await until(() => isGone(owner.trainerPid), 'the end of the trainer');
    return { folder, pid: owner.pid };
  };

  it('is named with the command that continues it, where its run has ended and is to go on', async () => {
    const { folder, pid } = await stoppedUnderSuspension();
    assert.deepEqual(await launchStateOf({ folder }), {
      kind: 'suspended',
      reason: `has ended, but its supervisor, process ${pid}, is suspended. 'kill -CONT ${pid}' lets it go on`,
    });
    await assert.rejects(submit(folder, runs.programs), new RegExp(`000-obey has ended, but .*'kill -CONT ${pid}'`));
    process.kill(pid, 'SIGCONT');
    await submit(folder, runs.programs);
    assert.deepEqual([runs.owner(folder).attempt, await statusOf(folder)], [2, 'running']);
  });

  it('holds up no other run once its own has ended', async () => {
    await stoppedUnderSuspension();
    const { folder } = await runs.start('brief', { runsAtATime: 1 });
    await until(async () => (await statusOf(folder)) === 'finished', 'the run behind it');
  });

  it('is continued by a stop, so that it writes how its run ended', async () => {
    const { folder, pid } = await stoppedUnderSuspension();
    assert.equal(readExit(folder), undefined);
    assert.equal(await cancelRun({ folder }, { when: 'after a checkpoint' }), 'ended');
    assert.deepEqual([isGone(pid), readExit(folder)?.code], [true, 0]);
  });

  it('that supervises a run at work still holds its slot', async () => {
    const first = await runs.start('obey', { runsAtATime: 1 });
    process.kill(first.owner.pid, 'SIGSTOP');
    await until(() => isSuspended(first.owner.pid), 'the suspension');
    const { folder } = await runs.start('brief', { runsAtATime: 1 });
    assert.equal((await runs.summary(folder)).ahead, 1);
    const { kind, reason } = await launchStateOf({ folder: first.folder });
    assert.equal(kind, 'suspended');
    assert.match(
      reason ?? '',
      /^is held up: its supervisor, process \d+, is suspended\. 'kill -CONT \d+' lets it go on$/,
    );
    process.kill(first.owner.pid, 'SIGCONT');
    assert.deepEqual(await launchStateOf({ folder: first.folder }), { kind: 'running' });
  });

  it('is known by its state, which a name with a parenthesis does not hide', async () => {
    const child = spawn(process.execPath, [
      '-e',
      'process.title = "a) T 1 (x"; console.log(1); setInterval(() => 0, 1e6)',
    ]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const pid = child.pid ?? 0;
    assert.equal(isSuspended(pid), false);
    child.kill('SIGSTOP');
    await until(() => isSuspended(pid), 'the suspension');
    if (process.platform === 'linux') assert.match(readFileSync(`/proc/${pid}/stat`, 'utf8'), /\) T /);
    assert.equal(isSuspended(pid, 'win32'), false);
    assert.equal(
      isSuspended(7, 'darwin', () => 'T+\n'),
      true,
    );
    assert.equal(
      isSuspended(7, 'darwin', () => 'Ss\n'),
      false,
    );
    child.kill('SIGKILL');
  });
});

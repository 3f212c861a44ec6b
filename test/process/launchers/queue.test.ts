import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requeueOrphans } from '../../../src/launchers';
import { AlreadyStarted, RunCatalogue, readExit, writeRunsAtATime, type RunSummary } from '../../../src/runs';
import { buildHost } from './host-process';
import { isGone, Launched, statusOf, stop, submit, until } from './launched';

describe('the queue', function () {
  this.timeout(30_000);
  let runs: Launched;
  beforeEach(() => {
    runs = new Launched('queue');
    runs.build();
  });
  afterEach(() => runs.end());

  const startOne = (mode: string, runsAtATime = 1): Promise<{ folder: string }> => runs.start(mode, { runsAtATime });
  const list = (): Promise<RunSummary[]> => new RunCatalogue(runs.runs).list();

  it('runs one at a time, in order, each begun by itself when the one before has ended', async () => {
    const first = await startOne('obey');
    const folders: string[] = [];
    for (const name of ['brief', 'brief', 'brief', 'brief']) folders.push((await startOne(name)).folder);
    assert.deepEqual(await Promise.all(folders.map(statusOf)), ['queued', 'queued', 'queued', 'queued']);
    await stop(await runs.summary(first.folder));
    await until(async () => (await statusOf(folders[3] ?? '')) === 'finished', 'the last end', 15_000);
    const times = folders.map(
      (folder) => JSON.parse(readFileSync(path.join(folder, 'times.json'), 'utf8')) as number[],
    );
    for (const [index, [begun = 0]] of times.entries()) {
      const ended = times[index - 1]?.[1] ?? 0;
      assert.ok(begun >= ended, `run ${index} began at ${begun}, the one before ended at ${ended}`);
    }
  });

  it('says how many are ahead, cancels one that waits, and lets those behind it move up', async () => {
    const first = await startOne('obey');
    const second = await startOne('obey');
    await startOne('obey');
    assert.deepEqual(await Promise.all([first.folder, second.folder].map(statusOf)), ['running', 'queued']);
    assert.deepEqual((await list()).map(({ ahead }) => ahead).sort(), [1, 2, undefined]);
    assert.equal(await stop(await runs.summary(second.folder)), 'requested');
    await until(async () => (await statusOf(second.folder)) === 'stopped', 'the cancelling');
    assert.equal(readExit(second.folder)?.isCancelled, true);
    assert.equal(existsSync(path.join(second.folder, 'events.jsonl')), false, 'it never ran');
    await until(async () => (await list()).every(({ ahead }) => ahead === undefined || ahead === 1), 'the moving up');
    assert.deepEqual((await list()).map(({ ahead }) => ahead).sort(), [1, undefined, undefined]);
    await stop(await runs.summary(first.folder));
    await until(async () => (await list()).filter(({ status }) => status === 'running').length === 1, 'the next');
    const again = await runs.start('obey', { folder: second.folder, runsAtATime: 1 });
    assert.deepEqual([again.owner.attempt, await statusOf(second.folder)], [2, 'queued']);
  });

  it('takes a change of the number at once', async () => {
    for (const mode of ['obey', 'obey', 'obey', 'obey']) await startOne(mode);
    const count = async (): Promise<number> => (await list()).filter(({ status }) => status === 'running').length;
    assert.equal(await count(), 1);
    writeRunsAtATime(runs.runs, 3);
    await until(async () => (await count()) === 3, 'three at a time');
    assert.throws(() => writeRunsAtATime(runs.runs, 0), /0 runs at a time: a whole number from 1 is needed/);
  });

  it('never runs more than allowed when many are started in the same instant, and loses none', async () => {
    const folders = Array.from({ length: 10 }, () => runs.make('brief'));
    await Promise.all(folders.map((folder) => submit(folder, { ...runs.programs, runsAtATime: 2 })));
    await until(async () => (await list()).every(({ status }) => status === 'finished'), 'all ends', 25_000);
    const spans = folders.map(
      (folder) => JSON.parse(readFileSync(path.join(folder, 'times.json'), 'utf8')) as number[],
    );
    for (const [begun = 0] of spans) {
      const atWork = spans.filter(([from = 0, to = 0]) => from <= begun && begun < to).length;
      assert.ok(atWork <= 2, `${atWork} at ${begun}`);
    }
  });

  it('is started once when two windows start it at once', async () => {
    const folder = runs.make('obey');
    const tries = await Promise.allSettled(Array.from({ length: 6 }, () => submit(folder, runs.programs)));
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const one of tries) {
      if (one.status === 'rejected') assert.match(String(one.reason), /has been started already|is still alive/);
    }
    assert.ok(tries.some((one) => one.status === 'rejected' && one.reason instanceof AlreadyStarted));
    await stop(await runs.summary(folder));
    await until(async () => (await statusOf(folder)) === 'stopped', 'the end');
    assert.equal(readFileSync(path.join(folder, 'starts'), 'utf8'), 'x');
  });

  it('goes on when a waiting process is killed, and gives its run a new one when somebody looks', async () => {
    const first = await startOne('obey');
    const second = await startOne('obey');
    const third = await startOne('obey');
    const { pid } = runs.owner(second.folder);
    process.kill(pid, 'SIGKILL');
    await until(() => isGone(pid), 'the end of the waiting process');
    const summary = await runs.summary(second.folder);
    assert.deepEqual([summary.status, summary.isOrphaned], ['queued', true]);
    await stop(await runs.summary(first.folder));
    await until(async () => (await statusOf(third.folder)) === 'running', 'the third');
    const programs = { ...runs.programs, runsAtATime: 1 };
    const looks = await Promise.all([requeueOrphans(await list(), programs), requeueOrphans(await list(), programs)]);
    assert.deepEqual(
      looks.flatMap(({ requeued }) => requeued),
      [path.basename(second.folder)],
    );
    assert.deepEqual(
      looks.flatMap(({ errors }) => errors),
      [],
    );
    assert.equal((await runs.summary(second.folder)).isOrphaned, undefined);
    await stop(await runs.summary(third.folder));
    await until(async () => (await statusOf(second.folder)) === 'running', 'the second');
  });

  it('goes on when the supervisor of the running one is killed, but only once its trainer is gone too', async () => {
    const first = await startOne('term');
    const second = await startOne('obey');
    const { pid, trainerPid } = runs.owner(first.folder);
    process.kill(pid, 'SIGKILL');
    await until(() => isGone(pid), 'the end of the supervisor');
    assert.deepEqual(await Promise.all([first.folder, second.folder].map(statusOf)), ['running', 'queued']);
    assert.equal((await runs.summary(second.folder)).ahead, 1);
    process.kill(trainerPid, 'SIGKILL');
    await until(async () => (await statusOf(second.folder)) === 'running', 'the second');
  });

  it('starts a queued run by itself after the editor that queued it was killed or loaded anew', async () => {
    const host = buildHost(runs.root);
    const [first, second, third] = [runs.make('obey'), runs.make('brief'), runs.make('brief')];
    const programs = { ...runs.programs, runsAtATime: 1 };
    const orders = JSON.stringify({ programs, start: [first, second, third] });
    const editor = spawn(process.execPath, [host, orders], { stdio: ['ignore', 'ignore', 'inherit'] });
    await until(async () => (await list()).some(({ ahead }) => ahead === 2), 'the line', 15_000);
    editor.kill('SIGKILL');
    await once(editor, 'exit');
    assert.deepEqual(await Promise.all([first, second, third].map(statusOf)), ['running', 'queued', 'queued']);
    // Another editor finds nothing to wake: those that wait have processes of their own.
    assert.deepEqual(await requeueOrphans(await list(), programs), { requeued: [], errors: [] });
    await stop(await runs.summary(first));
    await until(async () => (await statusOf(third)) === 'finished', 'the last end', 15_000);
    assert.equal(await statusOf(second), 'finished');
    for (const folder of [first, second, third]) assert.equal(readFileSync(path.join(folder, 'starts'), 'utf8'), 'x');
  });

  it('lets an orphaned run be removed from the queue', async () => {
    await startOne('obey');
    const second = await startOne('obey');
    process.kill(runs.owner(second.folder).pid, 'SIGKILL');
    await until(async () => (await runs.summary(second.folder)).isOrphaned === true, 'orphaned');
    assert.equal(await stop(await runs.summary(second.folder)), 'ended');
    assert.equal(await statusOf(second.folder), 'stopped');
  });

  it('wakes nothing that came with a copy of the folder', async () => {
    await startOne('obey');
    const { folder, owner } = await runs.start('obey', { runsAtATime: 1 });
    process.kill(owner.pid, 'SIGKILL');
    await until(() => isGone(owner.pid), 'the end of the waiting process');
    writeFileSync(path.join(folder, 'owner.json'), JSON.stringify({ ...owner, folderId: '1' }));
    assert.deepEqual(await requeueOrphans(await list(), runs.programs), { requeued: [], errors: [] });
    assert.equal((await runs.summary(folder)).copiedFrom, owner.host);
  });
});

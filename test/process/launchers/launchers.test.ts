import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { descendantsOf, processTree, terminateRun } from '../../../src/launchers';
import { readExit, readStopRequest, readStopStep, requestStop, type Owner, type StopStep } from '../../../src/runs';
import { isGone, Launched, statusOf, stop, submit, until } from './launched';

describe('launchers', function () {
  this.timeout(20_000);
  const runs = new Launched('launchers', `-ö 'quoted" $(touch pwned) ${'n'.repeat(200)}`);
  const start = (mode: string): ReturnType<Launched['start']> => runs.start(mode);
  const { supervisorPath } = runs.programs;
  const summarizeRun = (folder: string): ReturnType<Launched['summary']> => runs.summary(folder);
  before(() => runs.build());
  after(() => runs.end());

  it('finishes', async () => {
    const { folder, owner } = await start('finish');
    await until(() => readExit(folder) !== undefined, 'exit.json');
    assert.equal(readExit(folder)?.code, 0);
    assert.equal(await statusOf(folder), 'finished');
    await until(() => isGone(owner.pid), 'the end of the supervisor');
  });

  it('carries message and hint of a failure to the summary', async () => {
    const { folder } = await start('fail');
    await until(() => readExit(folder) !== undefined, 'exit.json');
    const { status, progress } = await summarizeRun(folder);
    assert.deepEqual([status, progress.message, progress.hint], ['failed', 'the data is short', 'download it again']);
  });

  it('says how a silent trainer ended', async () => {
    const { folder } = await start('seven');
    await until(() => readExit(folder) !== undefined, 'exit.json');
    const { status, progress } = await summarizeRun(folder);
    assert.equal(status, 'failed');
    assert.match(progress.message ?? '', /exit code 7/);
  });

  it('names the signal that killed the trainer', async () => {
    const { folder, owner } = await start('term');
    process.kill(owner.trainerPid, 'SIGKILL');
    await until(() => readExit(folder) !== undefined, 'exit.json');
    const { status, progress } = await summarizeRun(folder);
    assert.equal(status, 'failed');
    assert.match(progress.message ?? '', /SIGKILL/);
  });

  it('writes why a trainer could not be spawned', async () => {
    const folder = runs.make('finish');
    const missing = path.join(runs.root, 'no-such-node');
    const result = spawnSync(process.execPath, [supervisorPath, folder, '--', missing, 'trainer.js'], {
      timeout: 10_000,
    });
    assert.equal(result.status, 1);
    assert.match(readExit(folder)?.reason ?? '', /no-such-node could not be started/);
    const { status, progress } = await summarizeRun(folder);
    assert.equal(status, 'failed');
    assert.match(progress.message ?? '', /no-such-node/);
  });

  it('calls a run lost within 3 s when its processes are killed', async () => {
    const { folder, owner } = await start('term');
    assert.equal(await statusOf(folder), 'running');
    process.kill(owner.pid, 'SIGKILL');
    process.kill(owner.trainerPid, 'SIGKILL');
    await until(async () => (await statusOf(folder)) === 'lost', 'lost', 3_000);
    assert.equal(readExit(folder), undefined);
  });

  it('goes on without its supervisor, and can still be stopped', async () => {
    const { folder, owner } = await start('obey');
    process.kill(owner.pid, 'SIGKILL');
    await until(() => isGone(owner.pid), 'the end of the supervisor');
    assert.equal(await statusOf(folder), 'running');
    await assert.rejects(submit(folder, { ...runs.programs, startTimeoutMs: 200 }), /is still alive/);
    assert.equal(await stop(await summarizeRun(folder), 5_000), 'ended');
    assert.equal(await statusOf(folder), 'stopped');
  });

  it('needs no signal for a trainer that obeys', async () => {
    const { folder } = await start('obey');
    assert.equal(await terminateRun(folder, { askForMs: 5_000 }), 'asked');
    assert.equal(await statusOf(folder), 'stopped');
  });

  it('kills a trainer that ignores all, with its grandchild', async () => {
    const { folder, owner } = await start('stubborn');
    const file = path.join(folder, 'grandchild');
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '', 'the grandchild');
    const grandchild = Number(readFileSync(file, 'utf8'));
    const steps: StopStep[] = [];
    const options = { askForMs: 200, terminateForMs: 200, onStep: (step: StopStep) => steps.push(step) };
    assert.equal(await terminateRun(folder, options), 'killed');
    assert.deepEqual(steps, ['asked', 'terminated', 'killed']);
    assert.equal(readStopStep(folder, owner), 'killed');
    assert.ok(isGone(owner.trainerPid));
    // A killed process loses its environment, by which it is known, a moment before it is gone.
    await until(() => isGone(grandchild), 'the end of the grandchild', 1_000);
    await until(() => readExit(folder)?.signal === 'SIGKILL', 'exit.json');
  });

  it('ends a grandchild whose trainer is already dead', async () => {
    const { folder, owner } = await start('stubborn');
    const file = path.join(folder, 'grandchild');
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '', 'the grandchild');
    const grandchild = Number(readFileSync(file, 'utf8'));
    process.kill(owner.trainerPid, 'SIGKILL');
    await until(() => isGone(owner.trainerPid), 'the end of the trainer');
    assert.equal(isGone(grandchild), false);
    await terminateRun(folder, { askForMs: 0, terminateForMs: 100 });
    // A killed process loses its environment, by which it is known, a moment before it is gone.
    await until(() => isGone(grandchild), 'the end of the grandchild', 1_000);
  });

  it('never signals a process that has the number but not the identity', async () => {
    const { folder, owner } = await start('term');
    const file = path.join(folder, 'owner.json');
    const foreign: readonly Partial<Owner>[] = [
      { trainerStartTime: '1', token: 'another attempt' },
      { bootId: 'another boot' },
      { trainerPid: 0 },
      { trainerPid: 1 },
    ];
    for (const change of foreign) {
      writeFileSync(file, JSON.stringify({ ...owner, ...change }));
      assert.equal(await terminateRun(folder, { askForMs: 0 }), undefined);
    }
    writeFileSync(file, JSON.stringify({ ...owner, folderId: '1' }));
    await assert.rejects(terminateRun(folder, { askForMs: 0 }), /is a copy of a run of/);
    for (const change of [{ host: 'another host' }, { namespace: 'pid:[1]' }]) {
      writeFileSync(file, JSON.stringify({ ...owner, ...change }));
      await assert.rejects(terminateRun(folder, { askForMs: 0 }), /runs elsewhere/);
    }
    assert.equal(isGone(owner.trainerPid), false);
    writeFileSync(file, JSON.stringify({ ...owner, startTime: '1', trainerStartTime: '1' }));
    assert.equal(await statusOf(folder), 'lost');
    writeFileSync(file, JSON.stringify(owner));
    assert.equal(await terminateRun(folder, { askForMs: 0 }), 'terminated');
  });

  it('removes a stop request of another attempt', async () => {
    const { folder, owner } = await start('obey');
    const request = path.join(folder, 'requests', 'stop');
    writeFileSync(request, 'an earlier token');
    assert.equal(readStopRequest(folder, owner.token), false);
    assert.equal(existsSync(request), false);
    assert.equal(await statusOf(folder), 'running');
    await terminateRun(folder, { askForMs: 5_000 });
  });

  it('takes and removes stop requests where version 0.1 wrote them, and writes them there for a run that it started', async () => {
    const { folder, owner } = await start('obey');
    mkdirSync(path.join(folder, 'control'));
    const older = path.join(folder, 'control', 'stop');
    writeFileSync(older, 'an earlier token');
    assert.equal(readStopRequest(folder, owner.token), false);
    assert.equal(existsSync(older), false);
    writeFileSync(older, owner.token);
    assert.equal(readStopStep(folder, owner), 'asked');
    assert.equal(readStopRequest(folder, owner.token), true);
    rmSync(older);
    rmSync(path.join(folder, 'requests'), { recursive: true });
    requestStop(folder);
    assert.equal(readFileSync(older, 'utf8'), owner.token);
    assert.equal(existsSync(path.join(folder, 'requests')), false);
    await terminateRun(folder, { askForMs: 0 });
  });

  it('finds all descendants in a list of processes', () => {
    assert.deepEqual(descendantsOf(10, '  1 0\n 10 1\n 11 10\n 13 12\n 12 11\n 20 1\n'), [11, 12, 13]);
  });

  it('ends the listed tree where there is no /proc', async () => {
    const { folder, owner } = await start('term');
    const asked: string[][] = [];
    const tree = processTree('darwin', (program, words) => {
      asked.push([program, ...words]);
      return Promise.resolve(`${owner.trainerPid} 1\n`);
    });
    assert.equal(tree.isAlive({ ...owner, trainerStartTime: '1' }), false);
    await tree.end({ ...owner, trainerStartTime: '1' }, 'SIGKILL');
    assert.deepEqual([asked, isGone(owner.trainerPid)], [[], false]);
    await tree.end(owner, 'SIGTERM');
    await until(() => isGone(owner.trainerPid), 'the end of the trainer');
    assert.deepEqual(asked, [['ps', '-A', '-o', 'pid=,ppid=']]);
    await until(() => readExit(folder)?.signal === 'SIGTERM', 'exit.json');
  });

  it('ends the tree by taskkill on Windows', async () => {
    const calls: string[][] = [];
    const tree = processTree('win32', (program, words) => {
      calls.push([program, ...words]);
      return Promise.resolve('');
    });
    const { folder, owner } = await start('term');
    await tree.end(owner, 'SIGTERM');
    await tree.end(owner, 'SIGKILL');
    await tree.end({ ...owner, trainerStartTime: '1' }, 'SIGKILL');
    const words = ['taskkill', '/PID', String(owner.trainerPid), '/T'];
    assert.deepEqual(calls, [words, [...words, '/F']]);
    await terminateRun(folder, { askForMs: 0 });
  });
});

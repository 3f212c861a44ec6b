import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { processTree, startRun, terminateRun, type TerminationStep } from '../../../src/launchers';
import { processStartTime, readExit, readOwner, readStopRequest, summarizeRun, type Owner } from '../../../src/runs';

const root = mkdtempSync(path.join(tmpdir(), 'distillery-launchers-'));
const supervisorPath = path.join(root, 'supervisor.js');
const started: string[] = [];

async function until(isTrue: () => boolean | Promise<boolean>, what: string, limitMs = 5_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) assert.fail(`${what} did not happen within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function newRun(mode: string): string {
  const folder = path.join(root, 'runs', `-ö 'quoted" ${mode} ${started.length}`);
  mkdirSync(folder, { recursive: true });
  const manifest = { formatVersion: 1, id: mode, name: mode, createdAt: 1, config: {} };
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'mode'), mode);
  started.push(folder);
  return folder;
}

async function start(mode: string): Promise<{ folder: string; owner: Owner }> {
  const folder = newRun(mode);
  const trainerPath = path.resolve('test/fixtures/launchers/trainer.js');
  await startRun({ runFolder: folder, nodePath: process.execPath, trainerPath, supervisorPath });
  const owner = readOwner(folder);
  assert.ok(owner);
  return { folder, owner };
}

const statusOf = async (folder: string): Promise<string> => (await summarizeRun(folder)).status;
const isGone = (pid: number): boolean => processStartTime(pid) === undefined;

describe('launchers', function () {
  this.timeout(20_000);
  before(() => {
    buildSync({
      entryPoints: ['src/launchers/supervisor.ts'],
      bundle: true,
      platform: 'node',
      outfile: supervisorPath,
      logLevel: 'error',
    });
  });
  after(async () => {
    for (const folder of started) {
      const owner = readOwner(folder);
      if (owner !== undefined) await processTree().end(owner, 'SIGKILL');
    }
    rmSync(root, { recursive: true, force: true });
  });

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
    const folder = newRun('finish');
    const { spawnSync } = await import('node:child_process');
    const missing = path.join(root, 'no-such-node');
    const result = spawnSync(process.execPath, [supervisorPath, folder, missing, 'trainer.js'], { timeout: 10_000 });
    assert.equal(result.status, 1);
    assert.match(readExit(folder)?.reason ?? '', /no-such-node could not be started/);
    const { status, progress } = await summarizeRun(folder);
    assert.equal(status, 'failed');
    assert.match(progress.message ?? '', /no-such-node/);
  });

  it('calls a run lost when its supervisor is killed, and can still end its trainer', async () => {
    const { folder, owner } = await start('term');
    assert.equal(await statusOf(folder), 'running');
    process.kill(owner.pid, 'SIGKILL');
    await until(async () => (await statusOf(folder)) === 'lost', 'lost', 3_000);
    await terminateRun(folder, { askForMs: 0 });
    assert.ok(isGone(owner.trainerPid));
  });

  it('needs no signal for a trainer that obeys', async () => {
    const { folder } = await start('obey');
    assert.equal(await terminateRun(folder, { askForMs: 5_000 }), 'stop');
    assert.equal(await statusOf(folder), 'stopped');
  });

  it('kills a trainer that ignores all, with its grandchild', async () => {
    const { folder, owner } = await start('stubborn');
    const file = path.join(folder, 'grandchild');
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '', 'the grandchild');
    const grandchild = Number(readFileSync(file, 'utf8'));
    const steps: TerminationStep[] = [];
    const options = { askForMs: 200, terminateForMs: 200, onStep: (step: TerminationStep) => steps.push(step) };
    assert.equal(await terminateRun(folder, options), 'SIGKILL');
    assert.deepEqual(steps, ['stop', 'SIGTERM', 'SIGKILL']);
    assert.deepEqual([isGone(owner.trainerPid), isGone(grandchild)], [true, true]);
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
      { trainerStartTime: '1' },
      { bootId: 'another boot' },
      { trainerPid: 0 },
      { trainerPid: 1 },
    ];
    for (const change of foreign) {
      writeFileSync(file, JSON.stringify({ ...owner, ...change }));
      assert.equal(await terminateRun(folder, { askForMs: 0 }), undefined);
    }
    for (const change of [{ host: 'another host' }, { namespace: 'pid:[1]' }]) {
      writeFileSync(file, JSON.stringify({ ...owner, ...change }));
      await assert.rejects(terminateRun(folder, { askForMs: 0 }), /runs elsewhere/);
    }
    assert.equal(isGone(owner.trainerPid), false);
    writeFileSync(file, JSON.stringify({ ...owner, startTime: '1' }));
    assert.equal(await statusOf(folder), 'lost');
    writeFileSync(file, JSON.stringify(owner));
    assert.equal(await terminateRun(folder, { askForMs: 0 }), 'SIGTERM');
  });

  it('removes a stop request of another attempt', async () => {
    const { folder, owner } = await start('obey');
    const request = path.join(folder, 'control', 'stop');
    writeFileSync(request, 'an earlier token');
    assert.equal(readStopRequest(folder, owner.token), false);
    assert.equal(existsSync(request), false);
    assert.equal(await statusOf(folder), 'running');
    await terminateRun(folder, { askForMs: 5_000 });
  });

  it('ends the tree by taskkill on Windows', async () => {
    const calls: string[][] = [];
    const tree = processTree('win32', (program, words) => {
      calls.push([program, ...words]);
      return Promise.resolve();
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

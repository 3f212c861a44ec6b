import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { terminateRun } from '../../../src/launchers';
import { isSameProcess, parseStat, processStartTime, readExit, runFiles } from '../../../src/runs';
import { buildHost } from './host-process';
import { isGone, Launched, stop, until } from './launched';
import { removeWorkspace } from '../../remove-workspace';

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => child.stdout?.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())));

describe('the identity of a process', function () {
  this.timeout(30_000);

  it('is read after the last parenthesis of its name', () => {
    const rest = Array.from({ length: 50 }, (_, field) => String(field + 3));
    rest[0] = 'S';
    assert.deepEqual(parseStat(`7 (a) R 1 (x) ${rest.join(' ')}`), { state: 'S', startTime: '22', group: 5 });
    assert.equal(parseStat(`7 (a) Z ${rest.join(' ')}`).startTime, undefined);
    rest[0] = 'Z';
    assert.equal(parseStat(`7 (a) R 1 (x) ${rest.join(' ')}`).startTime, undefined);
  });

  it('is asked of ps and of PowerShell where there is no /proc', () => {
    const asked: string[] = [];
    const answer = (text: string) => (program: string, words: readonly string[]) => {
      asked.push([program, ...words].join(' '));
      return text;
    };
    assert.equal(processStartTime(7, 'darwin', answer('Ss   Wed Nov 25 10:00:00 2026\n')), 'Wed Nov 25 10:00:00 2026');
    assert.equal(processStartTime(7, 'darwin', answer('Z+   Wed Nov 25 10:00:00 2026\n')), undefined);
    assert.equal(processStartTime(7, 'darwin', answer('')), undefined);
    assert.equal(processStartTime(7, 'win32', answer('134083584000000000\r\n')), '134083584000000000');
    const none = (): string => assert.fail('there is no such process');
    assert.equal(processStartTime(7, 'win32', none), undefined);
    assert.equal(processStartTime(-1, 'win32', none), undefined);
    assert.match(asked[0] ?? '', /^ps -o stat=,lstart= -p 7$/);
    assert.match(asked[3] ?? '', /^powershell\.exe -NoProfile -NonInteractive -Command \(Get-Process -Id 7 /);
  });

  if (process.platform !== 'linux') return;
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-identity-'));
  const runs = new Launched('namespace');
  before(() => runs.build());
  after(async () => {
    await removeWorkspace(root);
    await runs.end();
  });

  it('holds for a living process whose name looks like a state', async () => {
    const program = path.join(root, 'a) R 1 (x');
    copyFileSync('/bin/sh', program);
    const child = spawn(program, ['-c', 'echo ready; read never'], { stdio: ['pipe', 'pipe', 'ignore'] });
    await firstLine(child);
    const stat = readFileSync(`/proc/${child.pid ?? 0}/stat`, 'utf8');
    const fields = stat.slice(stat.indexOf(') ', stat.indexOf('(x)')) + 2).split(' ');
    assert.match(stat, /\(a\) R 1 \(x\)/);
    assert.equal(processStartTime(child.pid ?? 0), fields[19]);
    assert.ok(isSameProcess(child.pid ?? 0, fields[19] ?? ''));
    assert.equal(isSameProcess(child.pid ?? 0, ''), false);
    child.kill('SIGKILL');
  });

  it('is gone for a zombie, which still answers signals', async () => {
    const child = spawn('/bin/sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const zombie = Number(await firstLine(child));
    await until(() => /\) Z /.test(readFileSync(`/proc/${zombie}/stat`, 'utf8')), 'the zombie');
    assert.equal(process.kill(zombie, 0), true);
    assert.equal(processStartTime(zombie), undefined);
    child.kill('SIGKILL');
  });

  it('keeps a living, unrelated process of a reused number from every signal', async () => {
    const { folder, owner } = await runs.start('finish');
    await until(() => readExit(folder) !== undefined && isGone(owner.pid), 'the end');
    rmSync(path.join(folder, runFiles.exit));
    rmSync(path.join(folder, runFiles.events));
    const stranger = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const pid = stranger.pid ?? 0;
    const reused = { ...owner, pid, trainerPid: pid };
    writeFileSync(path.join(folder, runFiles.owner), JSON.stringify(reused));
    assert.equal((await runs.summary(folder)).status, 'lost');
    assert.equal(await terminateRun(folder, { askForMs: 0, terminateForMs: 0 }), undefined);
    assert.equal(await stop(await runs.summary(folder), 0), 'nothing left');
    assert.equal(isGone(pid), false);
    assert.deepEqual([stranger.exitCode, stranger.signalCode], [null, null]);
    stranger.kill('SIGKILL');
  });

  it('is judged by its heart in another namespace of process ids, asked to stop there and never signalled', async () => {
    const host = buildHost(runs.root);
    const folder = runs.make('obey');
    const orders = JSON.stringify({ programs: runs.programs, start: [folder] });
    const asUser = spawnSync('id', ['-u'], { encoding: 'utf8' }).stdout.trim() === '0' ? [] : ['-r'];
    const words = [...asUser, '-pf', '--kill-child', '--mount-proc', process.execPath, host, orders];
    const inside = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    assert.match(await firstLine(inside), /"type":"running"/);
    const owner = runs.owner(folder);
    const summary = await runs.summary(folder);
    assert.deepEqual([summary.status, summary.elsewhere], ['running', owner.host]);
    await assert.rejects(terminateRun(folder, { askForMs: 0 }), /runs elsewhere, on /);
    assert.equal(await stop(summary), 'requested');
    await until(async () => (await runs.summary(folder)).status === 'stopped', 'the stop');
    inside.kill('SIGKILL');
  });
});

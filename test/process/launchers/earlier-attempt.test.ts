import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launcherNamed } from '../../../src/launchers';
import { describeMachine, folderIdOf, processStartTime, readExit, readJob, type Owner } from '../../../src/runs';
import { Launched, until } from './launched';

/** Programs that write down whether the process of the earlier attempt is there as they are called. */
const calledBy = '[ -e /proc/"$(cat FOLDER/earlier)" ] && echo beside >>FOLDER/calls || echo after >>FOLDER/calls';

describe('a job of a run whose earlier attempt is about to exit', function () {
  if (process.platform !== 'linux') return;
  const runs = new Launched('earlier');
  const children: ChildProcess[] = [];
  const { XDG_CONFIG_HOME: config } = process.env;
  before(() => {
    runs.build();
    // Agreements to profiles are kept in the user's folder of settings.
    process.env['XDG_CONFIG_HOME'] = path.join(runs.root, 'config');
  });
  after(async () => {
    if (config === undefined) delete process.env['XDG_CONFIG_HOME'];
    else process.env['XDG_CONFIG_HOME'] = config;
    for (const child of children) child.kill('SIGKILL');
    await runs.end();
  });

  /** A run that has stopped; its supervisor is a process of some seconds. */
  const stopped = (seconds: number): string => {
    const folder = runs.make('finish');
    const child = spawn('sleep', [String(seconds)], { stdio: 'ignore' });
    children.push(child);
    const pid = child.pid ?? 0;
    writeFileSync(path.join(folder, 'earlier'), String(pid));
    const owner: Owner = {
      ...{ pid, startTime: processStartTime(pid) ?? '', trainerPid: pid, trainerStartTime: '' },
      ...{ ...describeMachine(), token: 'a'.repeat(32), folderId: folderIdOf(folder), attempt: 1 },
    };
    writeFileSync(path.join(folder, 'owner.json'), JSON.stringify(owner));
    return folder;
  };
  const calls = (folder: string): string =>
    existsSync(path.join(folder, 'calls')) ? readFileSync(path.join(folder, 'calls'), 'utf8') : '';

  const submit = (folder: string, startTimeoutMs?: number): Promise<unknown> => {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'sbatch'), `#!/bin/sh\n${calledBy.replaceAll('FOLDER', `'${folder}'`)}\necho 7\n`);
    chmodSync(path.join(bin, 'sbatch'), 0o755);
    return launcherNamed('slurm').submit({
      ...{ ...runs.programs, folder, on: 'box', allowJob: () => Promise.resolve(true) },
      profiles: { box: { launcher: 'slurm', bin } },
      program: { command: process.execPath, args: [runs.programs.trainerPath, folder] },
      ...(startTimeoutMs !== undefined && { startTimeoutMs }),
    });
  };

  it('is submitted once that has exited', async () => {
    const folder = stopped(0.5);
    await submit(folder);
    assert.equal(calls(folder), 'after\n');
    assert.deepEqual([readJob(folder)?.id, readJob(folder)?.attempt], ['7', 2]);
  });

  it('is refused in words where that goes on, and then nothing was submitted or noted', async () => {
    const folder = stopped(600);
    await assert.rejects(submit(folder, 200), /^Error: the run is still alive; stop it before it is started again$/);
    assert.deepEqual([calls(folder), readJob(folder), existsSync(path.join(folder, 'job.sh'))], ['', undefined, false]);
  });

  it('begins once that has exited, where who has submitted it could not see it', async () => {
    const folder = stopped(0.5);
    const { supervisorPath, trainerPath } = runs.programs;
    const words = [
      supervisorPath,
      folder,
      '--without-slot',
      '--job',
      'ours',
      '--',
      process.execPath,
      trainerPath,
      folder,
    ];
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 30_000 });
    assert.equal(status, 0, stderr);
    await until(() => readExit(folder)?.attempt === 2, 'the exit of the second attempt');
  });
});

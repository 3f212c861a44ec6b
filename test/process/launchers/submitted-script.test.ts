import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launcherNamed, JobNotAllowed, type JobPreview } from '../../../src/launchers';
import { readJob } from '../../../src/runs';
import { Launched } from './launched';

describe('the script of a job', function () {
  if (process.platform === 'win32') return;
  const runs = new Launched('script');
  const bin = path.join(runs.root, 'bin');
  const received = path.join(bin, 'input');
  const { XDG_CONFIG_HOME: config } = process.env;
  before(() => {
    // Agreements to profiles are kept in the user's folder of settings.
    process.env['XDG_CONFIG_HOME'] = path.join(runs.root, 'config');
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, 'sbatch'), `#!/bin/sh\ncat >'${received}'\necho 7\n`);
    chmodSync(path.join(bin, 'sbatch'), 0o755);
  });
  after(async () => {
    if (config === undefined) delete process.env['XDG_CONFIG_HOME'];
    else process.env['XDG_CONFIG_HOME'] = config;
    await runs.end();
  });

  const shown: JobPreview[] = [];
  const submit = (folder: string, profile: object, isAllowed: boolean): Promise<unknown> =>
    launcherNamed('slurm').submit({
      ...{ ...runs.programs, folder, on: 'box', profiles: { box: { launcher: 'slurm', bin, ...profile } } },
      program: { command: process.execPath, args: [runs.programs.trainerPath, folder] },
      allowJob: (job) => {
        shown.push(job);
        return Promise.resolve(isAllowed);
      },
    });
  const input = (): string => (existsSync(received) ? readFileSync(received, 'utf8') : '');

  it('is shown before the first job of a profile, and of a changed one, and kept in the run folder as it was submitted', async () => {
    const [first, second, third] = [runs.make('finish'), runs.make('finish'), runs.make('finish')];
    await submit(first, { partition: 'main' }, true);
    const script = readFileSync(path.join(first, 'job.sh'), 'utf8');
    assert.match(script, /^#!\/bin\/sh\n#SBATCH --partition=main\n/);
    assert.deepEqual([script, input()], [shown[0]?.text, shown[0]?.text]);
    await submit(second, { partition: 'main' }, false);
    assert.equal(shown.length, 1);
    assert.equal(readFileSync(path.join(second, 'job.sh'), 'utf8'), input());
    await submit(third, { partition: 'other' }, true);
    assert.match(shown[1]?.text ?? '', /^#SBATCH --partition=other$/m);
    assert.equal(shown.length, 2);
  });

  it('is submitted and kept nowhere where the person does not agree to it', async () => {
    const folder = runs.make('finish');
    const before = input();
    await assert.rejects(submit(folder, { partition: 'third' }, false), JobNotAllowed);
    assert.deepEqual([input(), readJob(folder), existsSync(path.join(folder, 'job.sh'))], [before, undefined, false]);
  });
});

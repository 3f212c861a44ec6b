import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launcherNamed } from '../../../src/launchers';
import type { JobLook } from '../../../src/launchers/launcher';
import type { Job } from '../../../src/runs';

/** A row of `squeue` as `--Format` of our widths writes it. */
function row(...cells: readonly string[]): string {
  const widths = [40, 200, 30, 100, 200, 30, 10, 12];
  return widths.map((width, index) => (cells[index] ?? '').padEnd(width)).join('');
}

describe('a look at jobs of SLURM', function () {
  if (process.platform === 'win32') return;
  let bin: string;
  beforeEach(() => {
    bin = mkdtempSync(path.join(tmpdir(), 'distillery-slurm-'));
  });
  afterEach(() => rmSync(bin, { recursive: true }));

  /** Makes a program that notes its words, and prints a text by the first of them. */
  const program = (name: string, answers: Readonly<Record<string, string>>, code = 0): void => {
    const cases = Object.entries(answers).map(([word, text]) => `${word}) cat <<'END'\n${text}\nEND\n;;`);
    const lines = [`echo "${name} $*" >>'${bin}/calls'`, 'case $1 in', ...cases, 'esac', `exit ${code}`];
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${lines.join('\n')}\n`);
    chmodSync(path.join(bin, name), 0o755);
  };
  const calls = (): string[] =>
    existsSync(path.join(bin, 'calls')) ? readFileSync(path.join(bin, 'calls'), 'utf8').trim().split('\n') : [];
  const job = (id: string, name: string): { folder: string; job: Job } => ({
    folder: '/nowhere',
    job: {
      ...{ launcher: 'slurm', profile: 'gpu', id, name, attempt: 1, folderId: '1' },
      ...{ host: 'here', submittedAt: 0 },
    },
  });
  const look = (...jobs: readonly { folder: string; job: Job }[]): Promise<readonly JobLook[]> =>
    launcherNamed('slurm').look?.(jobs, { launcher: 'slurm', bin }) ?? Promise.resolve([]);

  it('is one call for all, with the exit codes of those that failed', async () => {
    const rows = Array.from({ length: 50 }, (_, at) => row(`7_${at}`, 'a', 'FAILED', 'x', 'node1', '', '0', '768'));
    program('squeue', { '--me': rows.join('\n') });
    const looks = await look(...rows.map((_, at) => job(`7_${at}`, 'a')));
    assert.equal(new Set(looks.map(({ reason }) => reason)).size, 1);
    assert.match(looks[0]?.reason ?? '', /^it ended as FAILED with exit code 3;/);
    assert.equal(calls().length, 1, calls().join('\n'));
  });

  it('finds a job by its name where its id is not known, and no other job of an id that was used again', async () => {
    program('squeue', {
      '--me': [row('12', 'lost', 'RUNNING', '', 'node1', '1:00', '0'), row('7', 'of somebody', 'RUNNING')].join('\n'),
      '--jobs=*': row('7', 'of somebody', 'RUNNING'),
    });
    program('sacct', { '--jobs': '7|COMPLETED|0:0|node1|of somebody' });
    const [lost, reused] = await look(job('', 'lost'), job('7', 'ours'));
    assert.deepEqual([lost?.id, lost?.kind, lost?.node], ['12', 'running', 'node1']);
    assert.deepEqual(reused, { id: '7', kind: 'ended' });
  });

  it('sees jobs that another user has submitted, by one call more for all of them', async () => {
    program('squeue', {
      '--me': '',
      '--jobs=8,9': [row('8', 'b', 'PENDING', 'Priority'), row('9', 'c', 'RUNNING', '', 'node2', '1:00')].join('\n'),
    });
    const [waiting, running] = await look(job('8', 'b'), job('9', 'c'));
    assert.deepEqual([waiting?.kind, waiting?.reason], ['queued', 'Priority: others are ahead']);
    assert.deepEqual([running?.kind, running?.node], ['running', 'node2']);
    assert.equal(calls().length, 2);
  });

  it('asks the accounting about all that the controller has forgotten, and does without where there is none', async () => {
    program('squeue', { '--me': '', '--jobs=*': '' });
    assert.deepEqual(await look(job('8', 'b'), job('9', 'c')), [
      { id: '8', kind: 'ended' },
      { id: '9', kind: 'ended' },
    ]);
    program('sacct', { '--jobs': '8|TIMEOUT|0:0|node1|b\n9|COMPLETED|0:0|node1|c' });
    const looks = await look(job('8', 'b'), job('9', 'c'));
    assert.deepEqual(
      looks.map(({ outcome }) => outcome),
      ['failed', 'finished'],
    );
    assert.equal(calls().filter((line) => line.startsWith('sacct')).length, 1);
    program('sacct', { '--jobs': 'Slurm accounting storage is disabled' }, 1);
    assert.deepEqual(await look(job('8', 'b')), [{ id: '8', kind: 'ended' }]);
  });

  it('is refused in words where the controller does not answer, or its programs cannot be run', async () => {
    writeFileSync(path.join(bin, 'squeue'), '#!/bin/sh\necho "slurm_load_jobs error: Unable to contact" >&2\nexit 1\n');
    await assert.rejects(
      look(job('8', 'b')),
      /^Error: .*squeue may not be executed \(EACCES\); name the folder of one that may be as 'bin' of the profile$/,
    );
    chmodSync(path.join(bin, 'squeue'), 0o755);
    await assert.rejects(look(job('8', 'b')), /^Error: squeue: Unable to contact$/);
    rmSync(path.join(bin, 'squeue'));
    await assert.rejects(
      look(job('8', 'b')),
      /^Error: there is no squeue in .*; name the folder that holds it as 'bin'/,
    );
  });
});

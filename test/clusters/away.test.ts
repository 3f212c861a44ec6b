import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunSummary } from '../../src/runs';
import { slurm, startDaemon, stopDaemon, unshared } from './daemons';
import { assertWhole, config, Workspace } from './workspace';

/** Time in ms that the controller is away. */
const awayMs = 30_000;

/** Time that a job was at work by the controller's record of it, in ms since the epoch. */
interface Completed {
  readonly from: number;
  readonly to: number;
}

function completedJobs(): Completed[] {
  const record = readFileSync(path.join(path.dirname(unshared), 'jobs.txt'), 'utf8');
  return [...record.matchAll(/ StartTime=(\S+) EndTime=(\S+) /g)].map(([, from = '', to = '']) => ({
    ...{ from: Date.parse(from), to: Date.parse(to) },
  }));
}

/** Maximum number of jobs that were at work at once. Times have whole seconds: one that ends as another begins is not beside it. */
function mostAtOnce(jobs: readonly Completed[]): number {
  return Math.max(...jobs.map(({ from }) => jobs.filter((one) => one.from <= from && from < one.to).length));
}

describe('a sweep at SLURM', () => {
  const main = { launcher: 'slurm', node: process.execPath, cpus: 1, partition: 'main', time: '10' };
  const place = new Workspace({ main });
  after(() => place.end());

  const runsOfSweep = async (): Promise<readonly RunSummary[]> =>
    (await place.runs()).filter(({ manifest }) => manifest?.point !== undefined);

  it('is one array of twelve, two at a time, while the controller is away and no window is open', async () => {
    const over = 'sweep: { over: { temperature.from: [3, 4, 5, 6, 7, 8] }, seeds: 2 }\n';
    place.write('sweep', config('sweep', 2, over));
    place.write('other', config('other', 1));
    const terminal = place.start('sweep', 'sweep.distill.yaml', '--on', 'main', '--at-a-time', '2');
    await place.until('sweep', ({ progress }) => (progress.sweep?.done ?? 0) >= 1);
    terminal.kill('SIGKILL');
    const listed = slurm('squeue', '--me', '--partition=main', '--noheader', '--array', '--format=%F %T');
    const lines = listed.trim().split('\n');
    assert.equal(new Set(lines.map((line) => line.split(' ')[0])).size, 1, listed);
    assert.ok(lines.filter((line) => line.endsWith('RUNNING')).length <= 2, listed);
    stopDaemon('slurmctld');
    const [refused] = await Promise.all([place.run('run', 'other.distill.yaml', '--on', 'main'), wait(awayMs)]);
    assert.match(refused.err, /the controller of SLURM does not answer, so nothing was submitted/);
    startDaemon('slurmctld', 'slurmctld', '-D');
    await place.until('sweep', ({ status }) => status === 'finished');
    const runs = await runsOfSweep();
    assert.deepEqual(
      runs.map(({ status }) => status),
      Array.from({ length: 12 }, () => 'finished'),
    );
    await Promise.all(runs.map(assertWhole));
    assert.ok((await place.runs()).every(({ name }) => name !== 'other'));
    assert.equal(mostAtOnce(completedJobs()), 2);
  });
});

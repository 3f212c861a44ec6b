import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { readOwner, type RunSummary } from '../../src/runs';
import { slurm, startDaemon, stopDaemon } from './daemons';
import { assertWhole, beginAgain, config, weightsOf, Workspace } from './workspace';

/** Time in ms that the controller is away. */
const awayMs = 30_000;

describe('a run at SLURM', () => {
  const common = { launcher: 'slurm', node: process.execPath, cpus: 1 };
  const place = new Workspace({
    main: { ...common, partition: 'main', time: '10' },
    calm: { ...common, partition: 'calm', time: '1', warning: 1, requeue: false },
    full: { ...common, partition: 'main', time: '10', cpus: 6 },
    none: { ...common, partition: 'none' },
    many: { ...common, gpus: 4 },
    nowhere: { ...common, bin: '/nowhere' },
  });
  let held: NodeJS.Timeout | undefined;
  const hold = (pids: readonly number[]): void => {
    try {
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
    } catch {
      // They have ended.
      clearInterval(held);
    }
  };
  after(async () => {
    clearInterval(held);
    slurm('scancel', '--me');
    await place.end();
  });
  const isActive = ({ status }: RunSummary): boolean => ['queued', 'running', 'stopping'].includes(status);
  const idOf = ({ job }: RunSummary): string => job?.id ?? '';

  let whole: RunSummary;

  it('is killed by its time limit while nobody answers, which is said at the end', async () => {
    // The end is looked at by the last test: SLURM counts in minutes.
    place.write('limit', config('limit', 50_000));
    place.start('run', 'limit.distill.yaml', '--on', 'calm');
    const run = await place.until('limit', ({ progress }) => progress.step > 0);
    const owner = readOwner(run.folder);
    assert.ok(owner !== undefined);
    // SLURM lets those that are stopped go on before it ends them.
    held = setInterval(() => hold([owner.pid, owner.trainerPid]), 20);
    assert.equal(run.job?.profile, 'calm');
  });

  it('is submitted, followed and finished', async () => {
    place.write('whole', config('whole', 40));
    const { code, err } = await place.run('run', 'whole.distill.yaml', '--on', 'main');
    assert.equal(code, 0, err);
    assert.match(
      err,
      /the first job of the profile 'main' is submitted to slurm as:\n#!\/bin\/sh\n#SBATCH --partition=main/,
    );
  });

  it('leaves nothing behind and starts nothing where it is refused', async () => {
    whole = await place.until('whole', ({ status }) => status === 'finished');
    await assertWhole(whole);
    place.write('refused', config('refused', 1));
    const refused: readonly [string, number, RegExp][] = [
      ['none', 1, /the cluster has no partition 'none', which the profile 'none' names/],
      ['many', 1, /no machine of the cluster has what the profile 'many' asks for/],
      ['nowhere', 1, /there is no sbatch in \/nowhere; name the folder that holds it as 'bin' of the profile/],
      ['typo', 2, /there is no profile 'typo'; there are: main, calm, full, none, many, nowhere/],
    ];
    for (const [profile, code, text] of refused) {
      const result = await place.run('run', 'refused.distill.yaml', '--on', profile);
      assert.match(result.err, text);
      assert.equal(result.code, code);
    }
    assert.deepEqual(
      (await place.runs()).filter(({ name }) => name === 'refused'),
      [],
    );
  });

  it('goes on where it was stopped, to the same weights', async () => {
    place.write('stopped', config('stopped', 40));
    place.start('run', 'stopped.distill.yaml', '--on', 'main');
    const run = await place.until('stopped', ({ progress }) => progress.phase === 'student' && progress.step > 100);
    assert.equal((await place.run('stop', run.id)).code, 0);
    const stopped = await place.until('stopped', ({ status }) => !isActive({ status } as RunSummary));
    assert.equal(stopped.status, 'stopped');
    assert.equal((await place.run('resume', run.id)).code, 0);
    const finished = await place.until('stopped', ({ status }) => status === 'finished');
    assert.equal(weightsOf(finished), weightsOf(whole));
    await assertWhole(finished);
  });

  it('is queued again near its time limit, and goes on to the same weights', async () => {
    place.write('requeued', config('requeued', 40));
    place.start('run', 'requeued.distill.yaml', '--on', 'main');
    const run = await place.until('requeued', ({ progress }) => progress.phase === 'student' && progress.step > 100);
    // The signal that SLURM sends ahead of the limit.
    slurm('scancel', '--batch', '--signal=USR2', idOf(run));
    await beginAgain(place, 'requeued', run);
    const finished = await place.until('requeued', ({ status }) => status === 'finished');
    assert.equal(finished.progress.attempt, 2);
    assert.equal(weightsOf(finished), weightsOf(whole));
    await assertWhole(finished);
  });

  it('is queued again where another takes its place, and goes on to the same weights', async () => {
    place.write('preempted', config('preempted', 40));
    place.start('run', 'preempted.distill.yaml', '--on', 'full');
    const run = await place.until('preempted', ({ progress }) => progress.phase === 'student' && progress.step > 100);
    slurm('sbatch', '--partition=urgent', '--cpus-per-task=6', '--output=/dev/null', '--wrap', 'sleep 2');
    await beginAgain(place, 'preempted', run);
    const finished = await place.until('preempted', ({ status }) => status === 'finished');
    assert.equal(weightsOf(finished), weightsOf(whole));
    await assertWhole(finished);
  });

  it('ends with a checkpoint where somebody cancels it, and leaves the queue where it waits', async () => {
    place.write('cancelled', config('cancelled', 50_000));
    place.start('run', 'cancelled.distill.yaml', '--on', 'full');
    const run = await place.until('cancelled', ({ progress }) => progress.step > 100);
    place.write('waiting', config('waiting', 1));
    place.start('run', 'waiting.distill.yaml', '--on', 'full');
    const waiting = await place.until('waiting', ({ job }) => job?.reason !== undefined);
    assert.match(waiting.job?.reason ?? '', /^(Resources|Priority)/);
    slurm('scancel', idOf(waiting));
    await place.until('waiting', ({ status }) => status === 'stopped');
    slurm('scancel', idOf(run));
    await place.until('cancelled', ({ status }) => status === 'stopped');
  });

  it('is one of twelve, two at a time, while the controller is away and no window is open', async () => {
    place.write('sweep', config('sweep', 2, 'sweep: { over: { temperature.from: [3, 4, 5, 6, 7, 8] }, seeds: 2 }\n'));
    const terminal = place.start('sweep', 'sweep.distill.yaml', '--on', 'main', '--at-a-time', '2');
    const ofSweep = (runs: readonly RunSummary[]): readonly RunSummary[] =>
      runs.filter(({ manifest }) => manifest?.point !== undefined);
    await place.until('sweep', ({ progress }) => (progress.sweep?.done ?? 0) >= 1);
    terminal.kill('SIGKILL');
    const listed = slurm('squeue', '--me', '--noheader', '--array', '--format=%F %T').trim().split('\n');
    assert.equal(new Set(listed.map((line) => line.split(' ')[0])).size <= 2, true, listed.join());
    assert.ok(listed.filter((line) => line.endsWith('RUNNING')).length <= 3, listed.join());
    stopDaemon('slurmctld');
    await wait(awayMs / 2);
    const away = await place.run('run', 'whole.distill.yaml', '--on', 'main');
    assert.match(away.err, /the controller of SLURM does not answer, so nothing was submitted/);
    await wait(awayMs / 2);
    startDaemon('slurmctld', 'slurmctld', '-D');
    await place.until('sweep', ({ status }) => status === 'finished');
    const runs = ofSweep(await place.runs());
    assert.deepEqual(
      runs.map(({ status }) => status),
      Array.from({ length: 12 }, () => 'finished'),
    );
    await Promise.all(runs.map(assertWhole));
  });

  it('has ended in words where SLURM killed it, and no job is left', async () => {
    const run = await place.until(
      'limit',
      ({ status, progress }) => status === 'failed' && /^job/.test(progress.message ?? ''),
    );
    assert.match(run.progress.message ?? '', /^job \d+ of 'calm': it was ended at its time limit; resume goes on from/);
    const left = slurm('squeue', '--me', '--noheader').trim();
    assert.equal(left, '');
  });
});

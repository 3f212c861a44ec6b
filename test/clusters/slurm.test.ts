import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isActiveStatus, readEvents, readOwner, type RunSummary } from '../../src/runs';
import { atOnce } from './at-once';
import { killDaemon, slurm, startDaemon } from './daemons';
import { documentedProfile } from './documented';
import { assertWhole, beginAgain, config, weightsOf, Workspace } from './workspace';

/** Id of the process that has started one. */
function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** Variables of processes whose clock is another one's; that of the disk is not. */
const clockOf = (difference: string): Record<string, string> => ({
  LD_PRELOAD: process.env['DISTILLERY_FAKETIME'] ?? '',
  FAKETIME: difference,
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  NO_FAKE_STAT: '1',
});

describe('a run at SLURM', () => {
  const profiles: Record<string, object> = {};
  const place = new Workspace(profiles);
  before(() => {
    const common = { launcher: 'slurm', node: process.execPath, cpus: 1, time: '10' };
    const held = { ...common, node: place.heldNode };
    Object.assign(profiles, {
      gpu: documentedProfile('gpu', { node: place.heldNode }),
      held: { ...held, partition: 'main' },
      // Its supervisor waits for a trainer that does not answer, and is ended with it.
      deaf: { ...held, partition: 'main', requeue: false, lines: ['export DISTILLERY_ASK_FOR_MS=600000'] },
      ahead: { ...held, partition: 'main', node: place.writeHeldNode('ahead', clockOf('+7m')) },
      behind: { ...held, partition: 'main', node: place.writeHeldNode('behind', clockOf('-7m')) },
      full: { ...held, partition: 'lent', cpus: 6 },
      frail: { ...held, partition: 'frail' },
      nowhere: { ...common, partition: 'nowhere' },
      gpus: { ...common, gpus: 400 },
      cores: { ...common, partition: 'main', cpus: 900 },
      hours: { ...common, partition: 'main', time: '9-00' },
      account: { ...common, partition: 'paid', account: 'chemistry' },
      without: { ...common, bin: '/nowhere' },
    });
    place.writeProfiles();
  });
  after(() => place.end());

  const epochs = 8;
  const idOf = ({ job }: RunSummary): string => job?.id ?? '';
  /** Seconds before the limit of ten minutes at which a run is warned. */
  const warningSeconds = 120;
  /** Moves the end of a job to some seconds from now. Its controller looks at limits every half a minute. */
  const endSoon = (run: RunSummary, seconds: number): void => {
    const printed = slurm('scontrol', 'update', `JobId=${idOf(run)}`, `EndTime=now+${seconds}`);
    assert.equal(printed, '');
  };
  const hasWeightsOfWhole = async (name: string): Promise<RunSummary> => {
    const finished = await place.until(name, ({ status }) => status === 'finished');
    const whole = await place.until('whole', ({ status }) => status === 'finished');
    assert.equal(weightsOf(finished), weightsOf(whole));
    await assertWhole(finished);
    return finished;
  };

  atOnce({
    'is submitted by the profile of the page, followed and finished': async () => {
      place.write('whole', config('whole', epochs));
      const command = place.follow('run', 'whole.distill.yaml', '--on', 'gpu');
      const run = await place.held('whole');
      // The terminal looks by itself, in its own time.
      await place.until('whole', () =>
        / is running, on first at gpu, \d+ min( \d+ s)? left of its limit/.test(command.printed()),
      );
      await place.letGo(run);
      const { code, err } = await command.end;
      assert.equal(code, 0, err);
      assert.match(
        err,
        /the first job of the profile 'gpu' is submitted to slurm as:\n#!\/bin\/sh\n#SBATCH --partition=main/,
      );
      await assertWhole(await place.until('whole', ({ status }) => status === 'finished'));
    },

    'goes on where it was stopped, to the same weights': async () => {
      place.write('stopped', config('stopped', epochs));
      place.start('run', 'stopped.distill.yaml', '--on', 'held');
      const run = await place.held('stopped');
      await place.stopHeld(run);
      assert.equal((await place.run('resume', run.id)).code, 0);
      await hasWeightsOfWhole('stopped');
    },

    'is followed, stopped and goes on where the clocks of its machines are minutes ahead and behind': async () => {
      place.write('clocks', config('clocks', epochs));
      place.start('run', 'clocks.distill.yaml', '--on', 'ahead');
      const run = await place.held('clocks');
      const apartMs = Number(readFileSync(path.join(run.folder, 'heartbeat'), 'utf8')) - Date.now();
      assert.ok(apartMs > 6 * 60_000, `its clock is ${apartMs} ms ahead`);
      assert.equal(run.status, 'running');
      const leftMs = (run.job?.endsAt ?? 0) - Date.now();
      assert.ok(leftMs > 5 * 60_000 && leftMs <= 10 * 60_000, `${leftMs} ms left`);
      await place.stopHeld(run);
      const { code, err } = await place.run('resume', run.id, '--on', 'behind');
      assert.equal(code, 0, err);
      await hasWeightsOfWhole('clocks');
    },

    'is queued again near its time limit, and goes on to the same weights': async () => {
      place.write('requeued', config('requeued', epochs));
      place.start('run', 'requeued.distill.yaml', '--on', 'held');
      const run = await place.held('requeued');
      endSoon(run, warningSeconds);
      await place.letGo(run, 'a request');
      await beginAgain(place, 'requeued', run);
      const finished = await hasWeightsOfWhole('requeued');
      assert.equal(finished.progress.attempt, 2);
    },

    'is killed at its time limit where it does not answer, says so, and goes on to the same weights': async () => {
      place.write('deaf', config('deaf', epochs));
      place.start('run', 'deaf.distill.yaml', '--on', 'deaf');
      const run = await place.held('deaf');
      endSoon(run, 1);
      const { progress } = await place.until('deaf', ({ status }) => !isActiveStatus(status));
      assert.match(
        progress.message ?? '',
        /^job \d+ of 'deaf': it was ended at its time limit; resume goes on from the last checkpoint$/,
      );
      await place.letGo(run);
      assert.equal((await place.run('resume', run.id)).code, 0);
      await hasWeightsOfWhole('deaf');
    },

    'is queued again where another takes its place, and ends with a checkpoint where somebody cancels it': async () => {
      place.write('preempted', config('preempted', epochs));
      place.start('run', 'preempted.distill.yaml', '--on', 'full');
      const run = await place.held('preempted');
      slurm('sbatch', '--partition=urgent', '--cpus-per-task=6', '--output=/dev/null', '--wrap', 'sleep 2');
      await place.letGo(run, 'a request');
      await beginAgain(place, 'preempted', run);
      await hasWeightsOfWhole('preempted');

      place.write('cancelled', config('cancelled', 50_000));
      place.start('run', 'cancelled.distill.yaml', '--on', 'full');
      const cancelled = await place.held('cancelled');
      place.write('waiting', config('waiting', 1));
      place.start('run', 'waiting.distill.yaml', '--on', 'full');
      const waiting = await place.until('waiting', ({ job }) => job?.reason !== undefined);
      assert.match(waiting.job?.reason ?? '', /^(Resources|Priority)/);
      slurm('scancel', idOf(waiting));
      await place.until('waiting', ({ status }) => status === 'stopped');
      slurm('scancel', idOf(cancelled));
      await place.letGo(cancelled, 'a request');
      const { folder } = await place.until('cancelled', ({ status }) => status === 'stopped');
      assert.deepEqual(
        readEvents(folder)
          .events.slice(-2)
          .map(({ type }) => type),
        ['checkpoint', 'stopped'],
      );
    },

    'waits for what its partition never gives with the reason, and leaves the queue where it is stopped': async () => {
      const never =
        /^PartitionConfig: the partition never gives what the profile asks for, or not to its account; stop it, and change /;
      const reasons: Readonly<Record<string, RegExp>> = {
        hours: /^PartitionTimeLimit: its time is more than the partition allows$/,
        cores: never,
        account: /^Job's account not known, so it can't use this partition \(paid allows physics\)$/,
      };
      const waits = Object.entries(reasons).map(async ([name, reason]) => {
        place.write(name, config(name, 1));
        place.start('run', `${name}.distill.yaml`, '--on', name);
        const run = await place.until(name, ({ job }) => job?.reason !== undefined);
        // SLURM finds its own words for it with the next look at its queue.
        assert.ok(reason.test(run.job?.reason ?? '') || never.test(run.job?.reason ?? ''), run.job?.reason);
        assert.equal((await place.run('stop', run.id)).code, 0);
        await place.until(name, ({ status }) => status === 'stopped');
      });
      await Promise.all(waits);
    },

    'is queued again where its machine is lost, and goes on to the same weights': async () => {
      place.write('lost', config('lost', epochs));
      place.start('run', 'lost.distill.yaml', '--on', 'frail');
      const run = await place.held('lost');
      const owner = readOwner(run.folder);
      assert.ok(owner !== undefined);
      // Nothing of the machine answers from one moment to the next; its controller learns it from here, and not in minutes.
      const batch = parentOf(owner.pid);
      killDaemon('slurmd-fourth');
      for (const pid of [batch, owner.pid, owner.trainerPid]) process.kill(pid, 'SIGKILL');
      slurm('scontrol', 'update', 'NodeName=fourth', 'State=DOWN', 'Reason=lost');
      await place.until('lost', ({ status }) => status === 'queued');
      // It tells the lost machine for ten seconds that the job has ended: one that is back by then would end the next attempt.
      await place.until('lost', () => /^Agent count: +0$/m.test(slurm('sdiag')));
      await place.letGo(run);
      startDaemon('slurmd-fourth', 'slurmd', '-D', '-N', 'fourth');
      slurm('scontrol', 'update', 'NodeName=fourth', 'State=RESUME');
      await beginAgain(place, 'lost', run);
      const finished = await hasWeightsOfWhole('lost');
      assert.equal(finished.progress.attempt, 2);
    },

    'is refused in words, and then nothing was made or submitted': async () => {
      place.write('refused', config('refused', 1));
      const refused: readonly [string, number, RegExp][] = [
        ['nowhere', 1, /the cluster has no partition 'nowhere', which the profile 'nowhere' names/],
        ['gpus', 1, /no machine of the cluster has what the profile 'gpus' asks for/],
        ['without', 1, /there is no sbatch in \/nowhere; name the folder that holds it as 'bin' of the profile/],
        [
          'typo',
          2,
          /there is no profile 'typo'; there are: gpu, held, deaf, ahead, behind, full, frail, nowhere, gpus, cores, hours, account, without/,
        ],
      ];
      const results = await Promise.all(
        refused.map(([profile]) => place.run('run', 'refused.distill.yaml', '--on', profile)),
      );
      results.forEach((result, index) => {
        const [, code, text] = refused[index] ?? [];
        assert.match(result.err, text ?? /$^/);
        assert.equal(result.code, code);
      });
      assert.deepEqual(
        (await place.runs()).filter(({ name }) => name === 'refused'),
        [],
      );
    },
  });
});

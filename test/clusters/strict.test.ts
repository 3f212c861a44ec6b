import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { isActiveStatus, readOwner } from '../../src/runs';
import { slurm } from './daemons';
import { config, Workspace } from './workspace';

const pollMs = 500;
/** Time in ms after which the controller does not forget a job that has ended: it does so every ten seconds. */
const forgetMs = 200_000;

describe('a run at a SLURM that refuses what it never gives, and forgets jobs soon', () => {
  const profiles: Record<string, object> = {};
  const place = new Workspace(profiles);
  before(() => {
    const common = { launcher: 'slurm', cpus: 1, partition: 'main', time: '10' };
    Object.assign(profiles, {
      held: { ...common, node: place.heldNode },
      account: { ...common, partition: 'paid', account: 'chemistry' },
      none: { ...common, partition: 'paid' },
      hours: { ...common, time: '9-00' },
    });
    place.writeProfiles();
  });
  after(async () => {
    slurm('scancel', '--me');
    await place.end();
  });

  const ids = (): string[] => slurm('squeue', '--me', '--states=all', '--noheader', '--format=%i').split(/\s+/);
  /** Submits jobs of another name until one has the id. */
  const takeId = async (id: string): Promise<void> => {
    const deadline = performance.now() + forgetMs;
    while (ids().includes(id)) {
      assert.ok(performance.now() < deadline, `job ${id} is forgotten`);
      await wait(pollMs);
    }
    const sleep = ['--parsable', '--output=/dev/null', '--job-name=stranger', '--wrap', 'exec sleep 600'];
    for (let tries = 0; tries < 2; tries += 1) if (slurm('sbatch', ...sleep).trim() === id) return;
    assert.fail(`job ${id} is given again`);
  };

  it('is refused in words by an account or a time that it may not have, and then nothing was made', async () => {
    place.write('refused', config('refused', 1));
    const refused: readonly [string, RegExp][] = [
      [
        'account',
        /the cluster does not let you use the account 'chemistry', which the profile 'account' names; 'sacctmgr/,
      ],
      ['none', /the cluster wants an account; name yours as 'account' of the profile 'none'/],
      ['hours', /the cluster does not allow the time '9-00' of the profile 'hours'; 'sinfo' shows the limit/],
    ];
    const results = await Promise.all(
      refused.map(([profile]) => place.run('run', 'refused.distill.yaml', '--on', profile)),
    );
    results.forEach(({ code, err }, index) => {
      assert.match(err, refused[index]?.[1] ?? /$^/);
      assert.equal(code, 1);
    });
    assert.deepEqual([await place.runs(), ids()], [[], ['']]);
  });

  it('is not taken for a later job that has its id, nor does stopping it end that one', async () => {
    place.write('mine', config('mine', 8));
    const terminal = place.start('run', 'mine.distill.yaml', '--on', 'held');
    const run = await place.held('mine');
    const id = run.job?.id ?? '';
    const owner = readOwner(run.folder);
    assert.ok(owner !== undefined && run.job?.kind === 'running');
    // Nobody looks until the id is another's.
    terminal.kill('SIGKILL');
    for (const pid of [owner.pid, owner.trainerPid]) process.kill(pid, 'SIGKILL');
    await takeId(id);
    await place.run('stop', run.id);
    const { status, progress } = await place.until('mine', (one) => !isActiveStatus(one.status));
    assert.deepEqual(
      [status, progress.message],
      ['failed', `job ${id} of 'held': it ended, and the cluster keeps no record of it`],
    );
    // It may not have begun yet.
    assert.match(slurm('squeue', `--jobs=${id}`, '--noheader', '--format=%j %T'), /^stranger (PENDING|RUNNING)$/m);
  });
});

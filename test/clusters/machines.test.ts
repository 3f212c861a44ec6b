import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { readEvents, type RunSummary } from '../../src/runs';
import { atOnce } from './at-once';
import { pidFile, slurm, startDaemon, unshared } from './daemons';
import { documentedProfile } from './documented';
import { python, torchConfig } from './torch-config';
import { assertWhole, beginAgain, config, weightsOf, Workspace } from './workspace';

/** Processes of this machine that bear a variable. */
function processesWith(...variables: readonly string[]): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      return variables.every((variable) => environment.includes(variable));
    } catch {
      return false;
    }
  });
}

/** Relative L2 difference of the weights of two students. */
function difference(one: RunSummary, other: RunSummary): number {
  const [values, others] = [one, other].map((run) => {
    const bytes = Buffer.from(weightsOf(run), 'base64');
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  });
  assert.ok(values !== undefined && others !== undefined && values.length === others.length && values.length > 0);
  const squares = values.reduce((sum, value, index) => sum + (value - (others[index] ?? 0)) ** 2, 0);
  return Math.sqrt(squares / values.reduce((sum, value) => sum + value ** 2, 0));
}

describe('a run of two machines at SLURM', () => {
  const here = { node: process.execPath, partition: 'pair', time: '10', python };
  const pair = documentedProfile('pair', here);
  // A crowded machine needs minutes to import PyTorch.
  const near = 'export MASTER_ADDR=127.0.0.1 DISTILLERY_WAIT_FOR_MACHINES=500';
  const stranger = createServer((socket) => socket.destroy());
  const profiles: Record<string, object> = { pair: { ...pair, lines: [near] } };
  let place: Workspace;
  before(async () => {
    stranger.listen(0);
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    profiles['taken'] = { ...pair, lines: [near, `export MASTER_PORT=${port}`] };
    // Its daemon ends once the job has that machine, which no other job takes.
    const ending = `kill -9 "$(cat '${pidFile('slurmd-last')}')"`;
    profiles['missing'] = { ...pair, partition: 'torn', lines: [near, ending] };
    place = new Workspace(profiles, { DISTILLERY_PYTHON: python });
    profiles['held'] = { ...profiles['pair'], node: place.heldNode };
    place.writeProfiles();
  });
  after(async () => {
    stranger.close();
    await place.end();
  });
  const failureOf = async (name: string): Promise<string> => {
    const { progress, folder } = await place.until(name, ({ status }) => status === 'failed');
    await assertWhole({ folder } as RunSummary);
    return progress.message ?? '';
  };
  /** Waits until nothing of a job is left, on either machine. */
  const assertGone = async ({ job }: RunSummary): Promise<void> => {
    const deadline = performance.now() + 20_000;
    const left = (): number[] => processesWith(`SLURM_JOB_ID=${job?.id ?? ''}`);
    while (left().length > 0) {
      assert.ok(performance.now() < deadline, `${left().join()} are left`);
      await wait(100);
    }
  };

  atOnce({
    'is queued again near its time limit, and ends with the weights of one process': async () => {
      place.write('pair', torchConfig('pair'));
      place.write('single', torchConfig('single', 1));
      place.start('run', 'pair.distill.yaml', '--on', 'held');
      const run = await place.held('pair');
      slurm('scancel', '--batch', '--signal=USR2', run.job?.id ?? '');
      await place.letGo(run, 'a request');
      const single = place.run('run', 'single.distill.yaml');
      await beginAgain(place, 'pair', run);
      const [finished, { code, err }] = await Promise.all([
        place.until('pair', ({ status }) => status === 'finished'),
        single,
      ]);
      assert.equal(code, 0, err);
      assert.equal(finished.progress.attempt, 2);
      const notices = readEvents(finished.folder).events.flatMap((event) =>
        event.type === 'notice' ? [event.message] : [],
      );
      assert.match(notices.join(), /computes on cpu, in 2 processes on 2 machines/);
      const alone = await place.until('single', ({ status }) => status === 'finished');
      const apart = difference(finished, alone);
      assert.ok(apart <= 1e-4, `the weights differ by ${apart}`);
      await assertWhole(finished);
    },

    'fails as a whole where a process of the other machine is killed, and leaves none': async () => {
      place.write('killed', torchConfig('killed').replace('epochs: 3', 'epochs: 9000'));
      place.start('run', 'killed.distill.yaml', '--on', 'pair');
      const run = await place.until('killed', ({ progress }) => progress.phase === 'student' && progress.step > 0);
      const job = `SLURM_JOB_ID=${run.job?.id ?? ''}`;
      const [victim, ...more] = processesWith(job, 'SLURMD_NODENAME=second', 'DISTILLERY_PROCESS=1', 'LOCAL_RANK=0');
      assert.ok(victim !== undefined && more.length === 0, 'one process of the second machine');
      process.kill(victim, 'SIGKILL');
      assert.match(
        await failureOf('killed'),
        /another process of this training has ended|the other machines of this training are gone/,
      );
      await assertGone(run);
    },

    'fails in words where the port of its processes is in use': async () => {
      place.write('taken', torchConfig('taken'));
      place.start('run', 'taken.distill.yaml', '--on', 'taken');
      assert.match(await failureOf('taken'), /the port \d+ of this machine, which MASTER_PORT names, cannot be had: /);
    },

    'fails in words within a minute on a machine that does not see its folder': async () => {
      const far = { launcher: 'slurm', node: process.execPath, partition: 'far' };
      const own = new Workspace({ far }, {}, unshared);
      try {
        own.write('far', config('far', 1));
        own.start('run', 'far.distill.yaml', '--on', 'far');
        const { progress } = await own.until('far', ({ status }) => status === 'failed', 60_000);
        assert.match(
          progress.message ?? '',
          /^job \d+ of 'far': second does not see the run folder; keep the workspace on a disk that this machine and the cluster share$/,
        );
      } finally {
        await own.end();
      }
    },

    'is refused where machines cannot share it, and then nothing was made': async () => {
      place.write('odd', torchConfig('odd', 3));
      place.write('one', torchConfig('one', 1));
      place.write('native', config('native', 1));
      for (const [name, text] of [
        [
          'odd',
          /the profile 'pair' has 2 machines, and the run has 3 processes; set train\.processes to 2 or a multiple of it/,
        ],
        ['one', /the profile 'pair' has 2 machines, and the run has one process; set train\.processes to 2/],
        [
          'native',
          /the profile 'pair' has 2 machines, which `engine: torch` alone can share; take a profile of one machine/,
        ],
      ] as const) {
        const { code, err } = await place.run('run', `${name}.distill.yaml`, '--on', 'pair');
        assert.match(err, text);
        assert.equal(code, 2);
        assert.deepEqual(
          (await place.runs()).filter((run) => run.name === name),
          [],
        );
      }
    },

    'fails in words where the other machine does not answer': async () => {
      try {
        place.write('missing', torchConfig('missing'));
        place.start('run', 'missing.distill.yaml', '--on', 'missing');
        assert.match(
          await failureOf('missing'),
          /the other machines of this training are gone: srun has ended with exit code \d+: \S/,
        );
      } finally {
        // SLURM ends no job whose machine it does not reach.
        startDaemon('slurmd-last', 'slurmd', '-D', '-N', 'last');
      }
    },
  });
});

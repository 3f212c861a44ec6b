import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../../src/config';
import { JobWatch, type Launcher } from '../../../../src/launchers';
import { claimLook } from '../../../../src/launchers/jobs/claim-look';
import {
  createRun,
  deleteRun,
  folderIdOf,
  readJob,
  readJobState,
  summarizeRun,
  writeJob,
  writeJobState,
  type Job,
  type JobState,
  type Owner,
} from '../../../../src/runs';

const config = configSchema.parse({
  name: 'test',
  data: { set: 'mnist' },
  student: { model: { preset: 'mlp', hidden: [4] } },
});
const profiles = { gpu: { launcher: 'slurm' } };

describe('a run whose job is at a cluster', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'distillery-jobs-')));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  async function made(job: Partial<Job> = {}): Promise<string> {
    const runs = path.join(root, '.distillery/runs');
    mkdirSync(runs, { recursive: true });
    const { folder } = await createRun({ folder: runs, config, configText: '', configPath: path.join(root, 'a.yaml') });
    const common = { launcher: 'slurm', profile: 'gpu', id: '7', name: 'n', attempt: 1, host: hostname() };
    writeJob(folder, { ...common, folderId: folderIdOf(folder), submittedAt: 0, ...job });
    return folder;
  }
  function own(folder: string, owner: Partial<Owner> = {}): void {
    const machine = { bootId: 'b', namespace: 'n', host: 'node7' };
    const processes = { pid: 2, startTime: '1', trainerPid: 3, trainerStartTime: '1', token: 't', attempt: 1 };
    const all = { ...machine, ...processes, folderId: folderIdOf(folder), ...owner };
    writeFileSync(path.join(folder, 'owner.json'), JSON.stringify(all));
  }
  const say = (folder: string, state: Partial<JobState>): void =>
    writeJobState(folder, { id: '7', kind: 'queued', at: 0, ...state });
  const statusOf = async (folder: string): Promise<readonly unknown[]> => {
    const { status, progress } = await summarizeRun(folder);
    return [status, progress.message];
  };

  it('is queued until the job has begun or ended, however long that takes, and is not deleted meanwhile', async () => {
    const folder = await made();
    say(folder, { reason: 'Priority' });
    const { status, job, copiedFrom } = await summarizeRun(folder);
    assert.deepEqual([status, job?.reason, copiedFrom], ['queued', 'Priority', undefined]);
    await assert.rejects(deleteRun(folder), /is still queued; stop it before deleting it/);
    say(folder, { kind: 'ended', outcome: 'cancelled', reason: 'it was cancelled at the cluster' });
    assert.deepEqual(await statusOf(folder), ['stopped', "job 7 of 'gpu': it was cancelled at the cluster"]);
    say(folder, { kind: 'ended', outcome: 'failed', reason: 'node7 failed' });
    assert.deepEqual(await statusOf(folder), ['failed', "job 7 of 'gpu': node7 failed"]);
  });

  it('runs by the word of its cluster where clocks differ by minutes, and no heartbeat was seen to change', async () => {
    const folder = await made();
    own(folder);
    writeFileSync(path.join(folder, 'heartbeat'), String(Date.now() - 600_000));
    assert.equal((await summarizeRun(folder)).status, 'lost');
    say(folder, { kind: 'running', node: 'node7' });
    assert.equal((await summarizeRun(folder)).status, 'running');
  });

  it('is queued again where its cluster has started the job anew', async () => {
    const folder = await made({ restarts: 0 });
    own(folder);
    writeFileSync(path.join(folder, 'exit.json'), JSON.stringify({ code: 0, signal: null, attempt: 1 }));
    say(folder, { restarts: 1 });
    assert.equal((await summarizeRun(folder)).status, 'queued');
  });

  it('has the reason of its cluster where a signal ended it', async () => {
    const folder = await made();
    own(folder);
    writeFileSync(path.join(folder, 'exit.json'), JSON.stringify({ code: null, signal: 'SIGKILL', attempt: 1 }));
    assert.match(String((await statusOf(folder))[1]), /^the trainer ended without saying why \(SIGKILL\)/);
    say(folder, { kind: 'ended', outcome: 'failed', reason: 'it was ended at its time limit' });
    assert.deepEqual(await statusOf(folder), ['failed', "job 7 of 'gpu': it was ended at its time limit"]);
  });

  it('is none of the copy of its folder, nor of another job', async () => {
    const folder = await made({ folderId: 'another' });
    assert.equal(readJob(folder), undefined);
    const other = await made({ id: '8' });
    say(other, {});
    assert.equal(readJobState(other, { id: '8' }), undefined);
  });

  describe('and is looked at', () => {
    /** Windows of one user, whose claims lie in a folder of theirs. */
    const windows = (count: number, launcher: Launcher, now: () => number = Date.now): JobWatch[] => {
      const own = path.join(root, 'user');
      const environment = { XDG_CONFIG_HOME: own, HOME: own, LOCALAPPDATA: own };
      const claim: typeof claimLook = (key, everyMs, at) => claimLook(key, everyMs, at, environment);
      return Array.from({ length: count }, () => new JobWatch(() => launcher, { now, claim }));
    };
    const look = async (launcher: Launcher, folder: string, profilesOfUser: unknown = profiles): Promise<unknown> =>
      windows(1, launcher)[0]?.look([await summarizeRun(folder)], profilesOfUser);
    const launcher = (look: NonNullable<Launcher['look']>): Launcher => ({
      name: 'slurm',
      submit: () => Promise.reject(new Error('not here')),
      attach: () => undefined,
      state: () => Promise.resolve({ kind: 'ended' }),
      cancel: () => Promise.resolve('nothing left'),
      look,
    });

    it('with all others of its profile by one call, never more often than every 5 s by any window', async () => {
      const folders = [await made(), await made({ id: '8' }), await made({ id: '9' })];
      const runs = await Promise.all(folders.map((folder) => summarizeRun(folder)));
      let now = 1_000_000;
      const calls: number[] = [];
      const one = launcher((jobs) => {
        calls.push(jobs.length);
        return Promise.resolve(jobs.map(({ job: { id } }) => ({ id, kind: 'running' as const, node: `n${id}` })));
      });
      const both = windows(2, one, () => now);
      for (const step of [0, 1000, 2000, 4999, 5000, 5001]) {
        now = 1_000_000 + step;
        for (const window of both) await window.look(runs, profiles);
      }
      assert.deepEqual(calls, [3, 3]);
      assert.deepEqual(
        folders.map((folder) => (readJob(folder) && readJobState(folder, { id: '8' }))?.node),
        [undefined, 'n8', undefined],
      );
    });

    it('by one window alone while the call takes its time', async () => {
      const runs = [await summarizeRun(await made()), await summarizeRun(await made({ id: '8' }))];
      const answers: (() => void)[] = [];
      const slow = launcher(async (jobs) => {
        await new Promise<void>((resolve) => answers.push(resolve));
        return jobs.map(({ job: { id } }) => ({ id, kind: 'running' as const }));
      });
      const now = (): number => 1_000_000;
      const [one, other] = windows(2, slow, now);
      const looking = one?.look(runs, profiles);
      assert.equal(await other?.look(runs, profiles), false);
      assert.equal(answers.length, 1);
      answers.forEach((answer) => answer());
      assert.equal(await looking, true);
    });

    it('by whoever is first, for those that another window watches too', async () => {
      const [own, another] = [await made(), await made({ id: '8' })];
      const ended = await made({ id: '9' });
      writeJobState(ended, { id: '9', kind: 'ended', at: 0 });
      await made({ id: '10', profile: 'other' });
      const asked: string[] = [];
      const one = launcher((jobs) => {
        asked.push(...jobs.map(({ job: { id } }) => id));
        return Promise.resolve(jobs.map(({ job: { id } }) => ({ id, kind: 'running' as const })));
      });
      await look(one, own);
      assert.deepEqual(asked, ['7', '8']);
      assert.equal(readJobState(another, { id: '8' })?.kind, 'running');
    });

    it('again after a clock was set back', async () => {
      const runs = [await summarizeRun(await made())];
      let now = 1_000_000_000;
      let calls = 0;
      const [watch] = windows(
        1,
        launcher(() => {
          calls += 1;
          return Promise.resolve([]);
        }),
        () => now,
      );
      for (const time of [now, now - 600_000, now - 599_000, now - 594_000]) {
        now = time;
        await watch?.look(runs, profiles);
      }
      assert.equal(calls, 3);
    });

    it('by a cluster that does not answer, whose silence ends nothing', async () => {
      const folder = await made();
      const silent = launcher(() => Promise.reject(new Error('squeue: no route')));
      await look(silent, folder);
      const { status, job } = await summarizeRun(folder);
      assert.deepEqual([status, job?.kind, job?.reason], ['queued', 'unreachable', 'squeue: no route']);
    });

    it('by its name where the answer to its submission was lost', async () => {
      const folder = await made({ id: '', submittedAt: Date.now() });
      const looks = [
        { id: '', kind: 'ended' as const },
        { id: '12', kind: 'running' as const },
      ];
      let now = Date.now();
      const late = launcher(() => Promise.resolve(looks.splice(0, 1)));
      const [watch] = windows(1, late, () => now);
      await watch?.look([await summarizeRun(folder)], profiles);
      assert.equal((await summarizeRun(folder)).status, 'queued');
      now += 10_000;
      await watch?.look([await summarizeRun(folder)], profiles);
      assert.equal(readJob(folder)?.id, '12');
    });

    it('for a minute by the clock of the disk, where the answer was lost and clocks differ by minutes', async () => {
      let now = Date.now();
      const none = launcher((jobs) => Promise.resolve(jobs.map(() => ({ id: '', kind: 'ended' as const }))));
      const [watch] = windows(1, none, () => (now += 10_000));
      for (const submittedAt of [Date.now() + 600_000, Date.now() - 600_000]) {
        const folder = await made({ id: '', submittedAt });
        await watch?.look([await summarizeRun(folder)], profiles);
        assert.equal((await summarizeRun(folder)).status, 'queued');
        const minuteAgo = new Date(Date.now() - 61_000);
        utimesSync(path.join(folder, 'job.json'), minuteAgo, minuteAgo);
        await watch?.look([await summarizeRun(folder)], profiles);
        const message = "the job of 'gpu': it ended, and the cluster keeps no record of it";
        assert.deepEqual(await statusOf(folder), ['failed', message]);
        rmSync(folder, { recursive: true });
      }
    });

    it('no more once it has ended with its run', async () => {
      const folder = await made();
      say(folder, { kind: 'ended', outcome: 'cancelled' });
      const asked = launcher(() => Promise.reject(new Error('it is asked')));
      await look(asked, folder);
      assert.equal((await summarizeRun(folder)).job?.kind, 'ended');
    });

    it('by a profile that is gone, in words', async () => {
      const folder = await made();
      await look(
        launcher(() => Promise.resolve([])),
        folder,
        {},
      );
      assert.match((await summarizeRun(folder)).job?.reason ?? '', /^there is no profile 'gpu'/);
    });
  });
});

import path from 'node:path';
import {
  awaitedAttempt,
  isActiveStatus,
  lookedForMs,
  readJob,
  readJobState,
  readOwner,
  store,
  writeJob,
  writeJobState,
  type Job,
  type JobState,
  type RunSummary,
} from '../../runs';
import type { JobAt, JobLook, Launcher } from '../launcher';
import { profileNamed } from '../profiles';
import { claimLook } from './claim-look';

/** Time in ms between two calls of one cluster, by all processes of the user together. */
const lookEveryMs = 5_000;
/** Time in ms in which a job whose submission had no answer may still appear. */
const appearMs = 60_000;
/** Difference in ms by which the end of a job moves without a new word: times left come in whole seconds. */
const sameEndMs = 3_000;

/** Time and permission of a watch. */
export interface JobWatchOptions {
  readonly now?: () => number;
  /** Claims a call, as `claimLook` does. */
  readonly claim?: typeof claimLook;
}

/** Asks clusters about jobs, all of a profile in one call, and writes the answers into the run folders. */
export class JobWatch {
  private readonly now: () => number;
  private readonly claim: typeof claimLook;

  constructor(
    private readonly launcherNamed: (name: string) => Launcher,
    { now = Date.now, claim = claimLook }: JobWatchOptions = {},
  ) {
    this.now = now;
    this.claim = claim;
  }

  /**
   * Looks at the jobs of runs that are active, or whose end only their cluster explains, where the last look of any process is long
   * enough ago. A cluster that does not answer is written down as such. Gives whether anything was written.
   */
  async look(runs: readonly Pick<RunSummary, 'folder' | 'status' | 'job'>[], profiles: unknown): Promise<boolean> {
    const groups = new Map<string, JobAt[]>();
    for (const { folder, status, job: standing } of runs) {
      if (standing === undefined && status !== 'lost') continue;
      // The last word about a job that has ended with its run.
      if (standing?.kind === 'ended' && !isActiveStatus(status)) continue;
      const job = readJob(folder);
      if (job === undefined) continue;
      const key = JSON.stringify([job.launcher, job.profile, path.dirname(folder)]);
      const jobs = groups.get(key);
      if (jobs === undefined) groups.set(key, [{ folder, job }]);
      else jobs.push({ folder, job });
    }
    const looks = [...groups].map(([key, jobs]) => this.lookAt(key, jobs, profiles));
    return (await Promise.all(looks)).some((isWritten) => isWritten);
  }

  private async lookAt(key: string, asked: readonly JobAt[], profiles: unknown): Promise<boolean> {
    const [first] = asked;
    if (first === undefined || !this.claim(key, lookEveryMs, this.now())) return false;
    // Of others too, which another process watches: it asks nothing itself meanwhile.
    const jobs = [...asked, ...othersOf(first, asked)];
    const states = jobs.map(({ folder, job }) => readJobState(folder, job));
    let looks: readonly JobLook[];
    try {
      const { launcher, profile } = first.job;
      looks = (await this.launcherNamed(launcher).look?.(jobs, profileNamed(profiles, profile))) ?? [];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      looks = jobs.map(({ job: { id } }) => ({ id, kind: 'unreachable', reason }));
    }
    jobs.forEach(({ folder }, index) => {
      const look = looks[index];
      if (look !== undefined) note(folder, look, states[index], this.now());
    });
    return true;
  }
}

/** Jobs of the same profile in the same folder of runs that have not ended by their cluster's word. */
function othersOf(one: JobAt, asked: readonly JobAt[]): JobAt[] {
  const folders = new Set(asked.map(({ folder }) => folder));
  const siblings = store.list(path.dirname(one.folder)).map(({ name }) => path.join(path.dirname(one.folder), name));
  return siblings.flatMap((folder) => {
    const job = folders.has(folder) ? undefined : readJob(folder);
    const isSame = job?.launcher === one.job.launcher && job.profile === one.job.profile;
    return job !== undefined && isSame && readJobState(folder, job)?.kind !== 'ended' ? [{ folder, job }] : [];
  });
}

/** Writes a look down, where the run is still the job's. */
function note(folder: string, look: JobLook, before: JobState | undefined, now: number): void {
  const job = readJob(folder);
  if (job === undefined) return;
  if (job.id === '' && look.id !== '') writeJob(folder, { ...job, id: look.id });
  const { endsAt, ...state } = isYetToAppear(folder, job, look) ? ({ ...look, kind: 'queued' } as const) : look;
  const kept = before?.endsAt;
  const isSameEnd = endsAt !== undefined && kept !== undefined && Math.abs(endsAt - kept) < sameEndMs;
  const end = isSameEnd ? kept : endsAt;
  // An unreachable cluster takes nothing back of what it has said about a run that is at work.
  const known = look.kind === 'unreachable' ? keptOf(folder, job, before) : {};
  writeJobState(folder, { ...known, ...state, ...(end !== undefined && { endsAt: end }), at: now });
}

/** Whether a job that had no answer may still come up at its cluster. */
function isYetToAppear(folder: string, { id }: Job, look: JobLook): boolean {
  return id === '' && look.id === '' && look.kind === 'ended' && lookedForMs(folder) < appearMs;
}

function keptOf(folder: string, job: Job, before: JobState | undefined): Pick<JobState, 'restarts' | 'node'> {
  if (before === undefined || awaitedAttempt({ job, state: before }, readOwner(folder)) > 0) return {};
  const { restarts, node } = before;
  return { ...(restarts !== undefined && { restarts }), ...(node !== undefined && { node }) };
}

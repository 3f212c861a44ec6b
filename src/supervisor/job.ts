import { execFile } from 'node:child_process';
import { endOfFile, parseEventLine, readJob, readOwner, requestStop, runFiles, writeJob, type Job } from '../runs';
import type { ClusterJob } from './trainer-program';

/** Signal that SLURM is asked to send ahead of the time limit. SIGTERM means that the job is being ended. */
const limitSignal = 'SIGUSR2';
const pollMs = 200;
const requeueEveryMs = 3_000;
/** Time in ms in which a controller that is down may come back. */
const requeueForMs = 100_000;
const lastLineBytes = 1 << 16;

/** A submission that another one has replaced. */
export class Replaced extends Error {}

/** Throws Replaced where the run was submitted again since this job was. */
export function refuseReplaced(runFolder: string, { name }: ClusterJob): void {
  const job = readJob(runFolder);
  if (job === undefined || job.name === name) return;
  throw new Replaced(`the run was submitted again, as ${job.name}; this job, ${name}, begins nothing`);
}

/** Notes in the job of a run the attempt that it has begun, and how often the cluster had started it again by then. */
export function ownJob(runFolder: string, attempt: number, environment = process.env): void {
  const job = readJob(runFolder);
  if (job === undefined) return;
  const restarts = Number(environment['SLURM_RESTART_COUNT'] ?? 0);
  writeJob(runFolder, { ...job, id: idOfSlurm(environment) ?? job.id, attempt, restarts });
}

/** The job that this process is, as `squeue --array` writes it. */
function idOfSlurm(environment: NodeJS.ProcessEnv): string | undefined {
  const { SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: task, SLURM_JOB_ID: id } = environment;
  return array !== undefined && task !== undefined ? `${array}_${task}` : id;
}

/** Turns the signals of a cluster into requests: each run writes a checkpoint and ends. */
export class JobSignals {
  private isLimitNear = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly runFolders: readonly string[],
    requeue: string | undefined,
  ) {
    process.on(limitSignal, () => {
      this.isLimitNear = true;
      this.ask();
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => void this.awaitRequeued(requeue).finally(() => this.ask()));
    }
  }

  /** Notes that the cluster has queued the job again already, as where another takes its place: who looks must not see it as stopped. */
  private async awaitRequeued(program: string | undefined): Promise<void> {
    const id = process.env['SLURM_JOB_ID'];
    if (program === undefined || id === undefined) return;
    const restarts = /\bRestarts=(\d+)/.exec(await output(program, ['show', 'job', '--oneliner', id]))?.[1];
    for (const folder of this.runFolders) {
      const job = readJob(folder);
      if (job === undefined || Number(restarts ?? 0) <= (job.restarts ?? 0)) continue;
      writeJob(folder, { ...job, attempt: job.attempt + 1 });
    }
  }

  /** Runs that were stopped for the time limit and have more to train: those that are to be queued again. */
  unfinished(): readonly string[] {
    return this.isLimitNear ? this.runFolders.filter((folder) => lastEventOf(folder) === 'stopped') : [];
  }

  /** Asks again until each run has an owner that can be asked. */
  private ask(): void {
    clearTimeout(this.timer);
    const unasked = this.runFolders.filter((folder) => !isAsked(folder));
    if (unasked.length > 0) this.timer = setTimeout(() => this.ask(), pollMs);
  }
}

const answerMs = 3_000;

/** Output of a program; empty where it fails or does not answer soon. */
function output(program: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, words, { timeout: answerMs }, (error, stdout) => resolve(error === null ? stdout : ''));
  });
}

function isAsked(runFolder: string): boolean {
  if (readOwner(runFolder)?.pid !== process.pid) return false;
  try {
    requestStop(runFolder);
    return true;
  } catch {
    // A disk that is full now may not be so later.
    return false;
  }
}

function lastEventOf(runFolder: string): string | undefined {
  const lines = endOfFile(runFolder, runFiles.events, lastLineBytes).trimEnd().split('\n');
  return parseEventLine(lines.at(-1) ?? '')?.type;
}

/**
 * Has SLURM queue this job again for the next attempt of some runs, which ends this process; tries again while the controller does
 * not answer. Resolves with false where it was not to be had.
 */
export async function requeueJob(
  runFolders: readonly string[],
  program: string,
  environment = process.env,
): Promise<boolean> {
  const id = environment['SLURM_JOB_ID'];
  if (id === undefined || runFolders.length === 0) return false;
  const before = runFolders.flatMap((folder) => {
    const job = readJob(folder);
    return job === undefined ? [] : [{ folder, job }];
  });
  // Before SLURM is asked, since it ends this process at once: whoever looks meanwhile sees a run that is queued.
  const note = (change: (job: Job) => Job): void => before.forEach(({ folder, job }) => writeJob(folder, change(job)));
  note((job) => ({ ...job, attempt: job.attempt + 1 }));
  const deadline = performance.now() + requeueForMs;
  while (performance.now() < deadline) {
    if (await isRequeued(program, id)) return true;
    await new Promise((resolve) => setTimeout(resolve, requeueEveryMs));
  }
  note((job) => job);
  return false;
}

function isRequeued(program: string, id: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, ['requeue', id], (error, _stdout, stderr) => {
      if (error !== null) process.stderr.write(`${program} requeue ${id}: ${stderr.trim() || error.message}\n`);
      resolve(error === null);
    });
  });
}

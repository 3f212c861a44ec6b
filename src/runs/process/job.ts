import path from 'node:path';
import { runFiles } from '../folder/folders';
import { fileOperations } from '../store/file-operations';
import { writeFileDurably } from '../store/durable-file';
import { readJsonFile } from '../store/json-file';
import { store } from '../store/store';
import { isJob, isJobState } from '../protocol/arrival';
import type { Job, JobState } from '../protocol/schemas/job-files';
import type { Owner } from '../protocol/schemas/process-files';
import { folderIdOf } from './owner';

/** Reads `job.json`; undefined for a run that is started on its own machine, and where the folder is a copy of the submitted one. */
export function readJob(runFolder: string): Job | undefined {
  const value = readJsonFile(path.join(runFolder, runFiles.job));
  return isJob(value) && value.folderId === folderIdOf(runFolder) ? value : undefined;
}

/** Writes `job.json`. Throws the file system's error. */
export function writeJob(runFolder: string, job: Job): void {
  writeFileDurably(path.join(runFolder, runFiles.job), JSON.stringify(job));
}

/** Removes the submission of a run that is started on its own machine from now on. */
export function removeJob(runFolder: string): void {
  for (const name of [runFiles.job, runFiles.jobState]) store.remove(path.join(runFolder, name));
}

/** Last word of the cluster about a job; undefined where there is none, or none about this one. */
export function readJobState(runFolder: string, { id }: Pick<Job, 'id'>): JobState | undefined {
  const value = readJsonFile(path.join(runFolder, runFiles.jobState));
  return isJobState(value) && value.id === id ? value : undefined;
}

/** Writes `job-state.json`. A full disk must not end the look at other jobs. */
export function writeJobState(runFolder: string, state: JobState): void {
  try {
    writeFileDurably(path.join(runFolder, runFiles.jobState), JSON.stringify(state));
  } catch {
    // The state before stays until it can be written.
  }
}

/**
 * Time in ms between the submission of a job and the last word about it, by the clock of the disk: the machines that submit, look and
 * run may differ by minutes. 0 where there is no word yet.
 */
export function lookedForMs(runFolder: string): number {
  const timeOf = (name: string): number | undefined => fileOperations.status(path.join(runFolder, name))?.mtimeMs;
  const [submitted, seen] = [timeOf(runFiles.job), timeOf(runFiles.jobState)];
  return submitted === undefined || seen === undefined ? 0 : Math.max(0, seen - submitted);
}

/** The newest submission of a run, with the last word of the cluster. */
export interface Submitted {
  readonly job: Job;
  readonly state: JobState | undefined;
}

/**
 * The attempt that a job is yet to begin: it was submitted for a later one than that of `owner`, or the cluster has started it again
 * since. 0 where there is none.
 */
export function awaitedAttempt({ job, state }: Submitted, owner: Pick<Owner, 'attempt'> | undefined): number {
  const owned = owner?.attempt ?? 0;
  if (job.attempt > owned) return job.attempt;
  return job.attempt === owned && (state?.restarts ?? 0) > (job.restarts ?? 0) ? owned + 1 : 0;
}

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import {
  folderIdOf,
  isAgreed,
  readJob,
  readOwner,
  refuseIntruders,
  rememberAgreement,
  removeJob,
  runFiles,
  store,
  writeFileDurably,
  writeJob,
  writeJobState,
  type Job,
} from '../../runs';
import type { Submission } from '../launcher';
import { awaitEarlierAttempt } from '../local/earlier-attempt';
import { profileNamed, type Profile } from '../profiles';

/** A job that nobody has agreed to; nothing was submitted. */
export class JobNotAllowed extends Error {}

/** A job that did not come back from its cluster, and may be there all the same: it is found by its name. */
export class Unanswered extends Error {}

/** A run that is to be submitted, its profile, and the name of its job. */
export interface JobRequest {
  readonly submission: Submission;
  readonly profile: Profile;
  readonly profileName: string;
  readonly name: string;
}

/** A job as its launcher made it: the text that is shown and kept, and the call that submits it and gives its id. */
export interface PreparedJob {
  readonly text: string;
  readonly submit: () => Promise<string>;
}

/** The request of a submission. Throws as `profileNamed` does, and where its folder is not one of ours. */
export function jobRequest(submission: Submission): JobRequest {
  const { folder, profiles, on } = submission;
  const profileName = on ?? readJob(folder)?.profile ?? '';
  const profile = profileNamed(profiles, profileName);
  refuseIntruders(folder);
  const attempt = (readOwner(folder)?.attempt ?? 0) + 1;
  // Two submissions of one attempt, as from two windows, have two names: the later one counts.
  const name = `${path.basename(folder)}.${attempt}-${randomBytes(2).toString('hex')}`;
  return { submission, profile, profileName, name };
}

/**
 * Submits runs as one job, once the processes of their earlier attempts have ended: asks a person before a profile's first, keeps the
 * text in each run folder, and notes the job in front of the call, so that whatever is killed is found again. `idOf` gives the id of each run's part
 * of the job.
 * @throws JobNotAllowed, where a run is still alive, and the launcher's own error, after which the runs are as they were before
 */
export async function submitJob(
  requests: readonly [JobRequest, ...JobRequest[]],
  prepared: PreparedJob,
  idOf: (id: string, index: number) => string = (id) => id,
): Promise<void> {
  await Promise.all(
    requests.map(({ submission: { folder, startTimeoutMs } }) => awaitEarlierAttempt(folder, startTimeoutMs)),
  );
  await assertAgreed(requests[0], prepared.text);
  const before = requests.map(({ submission: { folder } }) => readJob(folder));
  for (const request of requests) note(request, prepared.text);
  let id: string;
  try {
    id = await prepared.submit();
  } catch (error) {
    if (error instanceof Unanswered) {
      noteState(requests, () => '', error.message);
      return;
    }
    requests.forEach(({ submission: { folder } }, index) => restore(folder, before[index]));
    throw error;
  }
  requests.forEach(({ submission: { folder }, name }, index) => {
    const job = readJob(folder);
    if (job?.name === name) writeJob(folder, { ...job, id: idOf(id, index) });
  });
  noteState(requests, (index) => idOf(id, index));
}

function noteState(requests: readonly JobRequest[], idOf: (index: number) => string, reason?: string): void {
  requests.forEach(({ submission: { folder } }, index) => {
    const kind = reason === undefined ? 'queued' : 'unreachable';
    writeJobState(folder, { id: idOf(index), kind, ...(reason !== undefined && { reason }), at: Date.now() });
  });
}

/** Purpose of the agreement to a profile. */
const purpose = 'job';

/** Asks a person about a profile of which no job was submitted yet. Throws JobNotAllowed. */
export async function assertAgreed(
  { submission, profile, profileName }: Omit<JobRequest, 'name'>,
  text: string,
): Promise<void> {
  const content = [profileName, profile];
  if (isAgreed(purpose, content)) return;
  const preview = { profile: profileName, launcher: profile.launcher, text };
  if ((await submission.allowJob?.(preview)) !== true) {
    throw new JobNotAllowed(`the profile '${profileName}' was not agreed to, so nothing was submitted`);
  }
  rememberAgreement(purpose, content);
}

function note({ submission: { folder }, profile, profileName, name }: JobRequest, text: string): void {
  store.makeFolder(path.join(folder, runFiles.requests));
  const job: Job = {
    ...{ launcher: profile.launcher, profile: profileName, id: '', name },
    attempt: (readOwner(folder)?.attempt ?? 0) + 1,
    folderId: folderIdOf(folder),
    ...{ host: hostname(), submittedAt: Date.now() },
  };
  writeFileDurably(path.join(folder, runFiles.jobScript), text);
  removeJob(folder);
  writeJob(folder, job);
}

function restore(folder: string, job: Job | undefined): void {
  if (job === undefined) removeJob(folder);
  else writeJob(folder, job);
}

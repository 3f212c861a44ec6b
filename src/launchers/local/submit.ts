import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import {
  AlreadyStarted,
  fileOperations,
  hasCode,
  readOwner,
  refuseIntruders,
  runFiles,
  store,
  writeRunsAtATime,
  type Owner,
} from '../../runs';
import { supervisorArgs, supervisorEnvironment } from '../../supervisor';
import type { Submission } from '../launcher';
import { awaitEarlierAttempt } from './earlier-attempt';

const defaultStartTimeoutMs = 15_000;
const pollMs = 50;
/** The supervisor's exit code for AlreadyStarted. */
const alreadyStartedCode = 3;

/** A run whose supervisor ended before it owned the run; the message holds what that printed. */
export class NotStarted extends Error {}

/** A run whose supervisor could not be started at all, since the system refuses its Node. Nothing of it was begun. */
export class NodeRefused extends NotStarted {}

/**
 * Starts the run's supervisor, detached, so that it outlives the caller. Resolves once it owns a trainer or waits in the queue;
 * rejects with the supervisor's error output when it exits before that, with AlreadyStarted when another process started the
 * run first, or when an earlier attempt does not end.
 */
export async function submit(submission: Submission): Promise<void> {
  const { folder, runsAtATime, startTimeoutMs = defaultStartTimeoutMs } = submission;
  refuseIntruders(folder);
  await awaitEarlierAttempt(folder, startTimeoutMs);
  const previous = readOwner(folder);
  for (const run of [folder, ...(submission.program.members ?? [])]) {
    store.makeFolder(path.join(run, runFiles.requests));
  }
  if (runsAtATime !== undefined) writeRunsAtATime(path.dirname(folder), runsAtATime);
  const errorFile = path.join(folder, runFiles.supervisorOutput);
  const supervisor = spawnSupervisor(submission, errorFile);
  const { nodePath } = submission;
  await ownedBy(supervisor, { folder, previous, errorFile, nodePath, deadline: performance.now() + startTimeoutMs });
}

function spawnSupervisor(submission: Submission, errorFile: string): ChildProcess {
  const { folder, program, nodePath, supervisorPath, allowedFolders } = submission;
  const allowed = allowedFolders && { DISTILLERY_ALLOWED_FOLDERS: JSON.stringify(allowedFolders) };
  const errors = store.open(errorFile, 'overwrite');
  fileOperations.truncate(errors, 0);
  const child = spawn(nodePath, [supervisorPath, ...supervisorArgs(folder, program)], {
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'ignore', errors],
    env: supervisorEnvironment({ ...process.env, ...allowed }, program),
  });
  fileOperations.close(errors);
  child.unref();
  return child;
}

interface Takeover {
  readonly folder: string;
  readonly previous: Owner | undefined;
  readonly errorFile: string;
  readonly nodePath: string;
  /** In ms of `performance.now()`. */
  readonly deadline: number;
}

/** Resolves once the supervisor has written its `owner.json`. */
function ownedBy(
  supervisor: ChildProcess,
  { folder, previous, errorFile, nodePath, deadline }: Takeover,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    supervisor.once('error', (error) => {
      clearTimeout(timer);
      reject(new NodeRefused(describeNodeRefusal(nodePath, error)));
    });
    const poll = (): void => {
      const owner = readOwner(folder);
      const isEnded = supervisor.exitCode !== null || supervisor.signalCode !== null;
      if (owner !== undefined && owner.pid === supervisor.pid && owner.token !== previous?.token) resolve();
      else if (supervisor.exitCode === alreadyStartedCode) reject(new AlreadyStarted(folder));
      else if (isEnded || performance.now() > deadline) reject(new NotStarted(describeRefusal(errorFile)));
      else timer = setTimeout(poll, pollMs);
    };
    poll();
  });
}

/** The reason for which the system did not start Node. */
function describeNodeRefusal(nodePath: string, error: Error): string {
  const reason = hasCode(error, 'ENOENT') ? 'it is not there' : error.message;
  return `the run could not be started with '${nodePath}': ${reason}. Where the setting distillery.nodePath names it, correct or empty it`;
}

function describeRefusal(errorFile: string): string {
  const printed = store.readText(errorFile).trim();
  return `the run could not be started: ${printed === '' ? 'its supervisor printed nothing' : printed}`;
}

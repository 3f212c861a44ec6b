import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  AlreadyStarted,
  fileOperations,
  ownerState,
  readOwner,
  refuseLinks,
  writeRunsAtATime,
  type Owner,
} from '../runs';

export interface StartOptions {
  readonly runFolder: string;
  /** A Node executable, or the editor's own, which becomes one by ELECTRON_RUN_AS_NODE. */
  readonly nodePath: string;
  readonly trainerPath: string;
  readonly supervisorPath: string;
  /** How many runs of the workspace may run at a time; left as it was said last when absent. */
  readonly runsAtATime?: number;
  /** Folders outside of the workspace that a config may name files in. */
  readonly allowedFolders?: readonly string[];
  /** How long an earlier attempt may take to end, and this one to begin. */
  readonly startTimeoutMs?: number;
}

/** Whether the trainer runs, or the run stands in line. */
export type Started = 'running' | 'queued';

const usualStartTimeoutMs = 15_000;
const pollMs = 50;
/** The supervisor's exit code for it. */
const alreadyStartedCode = 3;

/**
 * Starts the run's supervisor, detached, so that it outlives the caller. Resolves once it owns a trainer or a place in
 * line; rejects with what the supervisor printed when it ends before, with AlreadyStarted when somebody else was quicker,
 * or when an earlier attempt does not end.
 */
export async function startRun(options: StartOptions): Promise<Started> {
  const { runFolder, runsAtATime, startTimeoutMs = usualStartTimeoutMs } = options;
  refuseLinks(runFolder);
  const previous = readOwner(runFolder);
  if (previous !== undefined) await endOf(previous, runFolder, startTimeoutMs);
  fileOperations.makeFolder(path.join(runFolder, 'control'));
  if (runsAtATime !== undefined) writeRunsAtATime(path.dirname(runFolder), runsAtATime);
  const errorFile = path.join(runFolder, 'supervisor.log');
  const errors = openSync(errorFile, 'w');
  const child = spawn(options.nodePath, [options.supervisorPath, runFolder, options.nodePath, options.trainerPath], {
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'ignore', errors],
    env: environmentOf(options),
  });
  closeSync(errors);
  child.unref();
  return new Promise((resolve, reject) => {
    const deadline = performance.now() + startTimeoutMs;
    child.once('error', reject);
    const poll = (): void => {
      const owner = readOwner(runFolder);
      const isEnded = child.exitCode !== null || child.signalCode !== null;
      if (owner !== undefined && owner.pid === child.pid && owner.token !== previous?.token) {
        resolve(owner.trainerPid === 0 && !isEnded ? 'queued' : 'running');
      } else if (child.exitCode === alreadyStartedCode) reject(new AlreadyStarted(runFolder));
      else if (isEnded || performance.now() > deadline) reject(new Error(describeRefusal(errorFile)));
      else setTimeout(poll, pollMs);
    };
    poll();
  });
}

function environmentOf({ allowedFolders }: StartOptions): NodeJS.ProcessEnv {
  const allowed = allowedFolders && { DISTILLERY_ALLOWED_FOLDERS: JSON.stringify(allowedFolders) };
  return { ...process.env, ...allowed, ELECTRON_RUN_AS_NODE: '1' };
}

function describeRefusal(errorFile: string): string {
  const said = readFileSync(errorFile, 'utf8').trim();
  return `the run could not be started: ${said === '' ? 'its supervisor printed nothing' : said}`;
}

/** An attempt says how it ended a moment before its processes are gone; two must never write to one run. */
async function endOf(owner: Owner, runFolder: string, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (ownerState(owner, runFolder) === 'alive') {
    if (performance.now() > deadline) throw new Error('the run is still alive; stop it before it is started again');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

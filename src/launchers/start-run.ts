import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ownerState, readOwner, runFiles, type Owner } from '../runs';

export interface StartOptions {
  readonly runFolder: string;
  /** A Node executable, or the editor's own, which becomes one by ELECTRON_RUN_AS_NODE. */
  readonly nodePath: string;
  readonly trainerPath: string;
  readonly supervisorPath: string;
}

const startTimeoutMs = 15_000;
const pollMs = 50;

/**
 * Starts the run's supervisor, detached, so that it outlives the caller. Resolves once the trainer's process is owned;
 * rejects with what the supervisor printed when it ends before, or when an earlier attempt does not end.
 */
export async function startRun(options: StartOptions): Promise<void> {
  const previous = readOwner(options.runFolder);
  if (previous !== undefined) await endOf(previous);
  const before = previous?.token;
  mkdirSync(path.join(options.runFolder, 'control'), { recursive: true });
  rmSync(path.join(options.runFolder, runFiles.exit), { force: true });
  const errorFile = path.join(options.runFolder, 'supervisor.log');
  const errors = openSync(errorFile, 'a');
  const child = spawn(
    options.nodePath,
    [options.supervisorPath, options.runFolder, options.nodePath, options.trainerPath],
    { detached: true, stdio: ['ignore', 'ignore', errors], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
  );
  closeSync(errors);
  child.unref();
  await new Promise<void>((resolve, reject) => {
    const deadline = Date.now() + startTimeoutMs;
    child.once('error', reject);
    const poll = (): void => {
      const owner = readOwner(options.runFolder);
      if (owner !== undefined && owner.token !== before) resolve();
      else if (child.exitCode !== null || Date.now() > deadline) {
        const said = existsSync(errorFile) ? readFileSync(errorFile, 'utf8').trim() : '';
        reject(new Error(`the run's supervisor did not start the trainer: ${said || 'it printed nothing'}`));
      } else setTimeout(poll, pollMs);
    };
    poll();
  });
}

/** An attempt says how it ended a moment before its processes are gone; two must never write to one run. */
async function endOf(owner: Owner): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (ownerState(owner) === 'alive') {
    if (Date.now() > deadline) throw new Error('the run is still alive; stop it before it is started again');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

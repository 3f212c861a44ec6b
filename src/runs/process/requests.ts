import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileDurably } from '../folder/durable-file';
import { runFiles } from '../folder/folders';
import { fileOperations } from '../folder/file-operations';
import { refuseLinks } from '../folder/links';
import { ownerState, readOwner } from './owner';

/**
 * Asks the trainer to write a checkpoint and end, or a run that waits to give up its place. Throws a sentence when the
 * run has never been started, or when its folder is a copy of somebody's or holds links.
 */
export function requestStop(runFolder: string): void {
  const owner = readOwner(runFolder);
  const name = path.basename(runFolder);
  if (owner === undefined) throw new Error(`${name} has not been started, so it cannot be stopped`);
  refuseLinks(runFolder);
  if (ownerState(owner, runFolder) === 'foreign') {
    throw new Error(`${name} is a copy of a run of ${owner.host}, so there is nothing here to stop`);
  }
  fileOperations.makeFolder(path.join(runFolder, 'control'));
  writeFileDurably(path.join(runFolder, runFiles.stopRequest), owner.token);
}

/** Whether this attempt is asked to stop. A request that names another attempt is removed. */
export function readStopRequest(runFolder: string, token: string): boolean {
  const file = path.join(runFolder, runFiles.stopRequest);
  if (!existsSync(file)) return false;
  if (readFileSync(file, 'utf8') === token) return true;
  rmSync(file, { force: true });
  return false;
}

/** What has been done to end a run: asked for a checkpoint, told to terminate, killed. */
export type StopStep = 'asked' | 'terminated' | 'killed';

/** Notes how far the ending of an attempt has come, for those who show it. A full disk must not hold the ending up. */
export function noteStopStep(runFolder: string, attempt: number, step: StopStep): void {
  try {
    writeFileDurably(path.join(runFolder, runFiles.stopStep), JSON.stringify({ attempt, step }));
  } catch {
    // It is only shown.
  }
}

/** How far the ending of an attempt has come; `asked` from the request on. Undefined while nobody wants it to end. */
export function readStopStep(
  runFolder: string,
  { token, attempt }: { token: string; attempt: number },
): StopStep | undefined {
  const noted = readNoted(runFolder);
  if (noted?.attempt === attempt && (noted.step === 'terminated' || noted.step === 'killed')) return noted.step;
  try {
    const request = readFileSync(path.join(runFolder, runFiles.stopRequest), 'utf8');
    return request === token ? 'asked' : undefined;
  } catch {
    return undefined;
  }
}

function readNoted(runFolder: string): { readonly attempt?: unknown; readonly step?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path.join(runFolder, runFiles.stopStep), 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

import path from 'node:path';
import { fileOperations } from '../store/file-operations';
import { runFiles } from '../folder/folders';
import { readJsonFile } from '../store/json-file';
import { isExit, isOwner } from '../protocol/arrival';
import type { Exit, Machine, Owner } from '../protocol/schemas/process-files';
import { describeMachine, isSameProcess } from './process-identity';

/**
 * State of an owner: `alive` here, `dead`, `elsewhere` (another host, or another namespace of process ids, whose
 * processes cannot be judged from here), or `foreign` when the run folder is a copy of the one that it owned.
 */
export type OwnerState = 'alive' | 'dead' | 'elsewhere' | 'foreign';

/**
 * Whether the supervisor of a run, or the trainer that it left behind, still lives. A process in another namespace or
 * on another host is never judged by its id.
 */
export function ownerState(owner: Owner, runFolder: string): OwnerState {
  if (owner.folderId !== folderIdOf(runFolder)) return 'foreign';
  const location = locateMachine(owner);
  if (location !== 'here') return location;
  const isAlive = isSameProcess(owner.pid, owner.startTime) || isSameProcess(owner.trainerPid, owner.trainerStartTime);
  return isAlive ? 'alive' : 'dead';
}

/** Location of a recorded process: on this machine or another; `dead` when this machine has been restarted since. */
export function locateMachine(machine: Machine): 'here' | 'elsewhere' | 'dead' {
  const here = describeMachine();
  if (machine.host !== here.host) return 'elsewhere';
  if (machine.bootId !== here.bootId) return 'dead';
  return machine.namespace === here.namespace ? 'here' : 'elsewhere';
}

/** The number that the disk gives a folder; a copy of the folder gets another one. Empty when there is none. */
export function folderIdOf(runFolder: string): string {
  const inode = fileOperations.inode(runFolder);
  return inode === undefined ? '' : String(inode);
}

/** Reads `owner.json`; undefined before the first start or when it is torn. */
export function readOwner(runFolder: string): Owner | undefined {
  return readOwnerFile(path.join(runFolder, runFiles.owner));
}

/** Reads a file that names an owner; undefined when it is missing, torn or something else. */
export function readOwnerFile(file: string): Owner | undefined {
  const value = readJsonFile(file);
  return isOwner(value) ? value : undefined;
}

/** Reads `exit.json`; undefined while the trainer lives or when its supervisor died. */
export function readExit(runFolder: string): Exit | undefined {
  const value = readJsonFile(path.join(runFolder, runFiles.exit));
  return isExit(value) ? value : undefined;
}

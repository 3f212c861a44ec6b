import path from 'node:path';
import { fileOperations } from '../store/file-operations';
import { runFiles } from '../folder/folders';
import { writeFileDurably } from '../store/durable-file';
import { readJsonFile } from '../store/json-file';
import { store } from '../store/store';
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

/**
 * Ends one of several runs of a process that goes on for the others: writes its exit, and lets its folder go, so that the run can
 * be started again. A run that was taken over meanwhile stays as it is.
 */
export function endMember(runFolder: string, { code, token }: { readonly code: number; readonly token: string }): void {
  const owner = readOwner(runFolder);
  if (owner?.token !== token) return;
  const exit: Exit = { code, signal: null, attempt: owner.attempt, at: Date.now() };
  writeFileDurably(path.join(runFolder, runFiles.exit), JSON.stringify(exit));
  writeFileDurably(path.join(runFolder, runFiles.owner), JSON.stringify({ ...owner, ...noProcesses }));
}

/** Start times of no process: an owner with them is dead. */
const noProcesses = { startTime: '', trainerStartTime: '' };

/** Whether the run of an owner has ended while its process goes on for other runs. */
export function isMemberOver(runFolder: string, owner: Owner): boolean {
  const now = readOwner(runFolder);
  return now?.token === owner.token && now.startTime === '' && now.trainerStartTime === '';
}

/** Whether a run's trainer trains other runs of the workspace too, which a signal to it would end with this one. */
export function sharesTrainer(runFolder: string, { trainerPid, trainerStartTime }: Owner): boolean {
  const folder = path.dirname(runFolder);
  const others = store.list(folder).filter(({ name }) => name !== path.basename(runFolder));
  return others.some(({ name }) => {
    const other = readOwner(path.join(folder, name));
    return trainerStartTime !== '' && other?.trainerPid === trainerPid && other.trainerStartTime === trainerStartTime;
  });
}

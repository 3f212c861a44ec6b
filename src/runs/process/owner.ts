import path from 'node:path';
import { fileOperations } from '../folder/file-operations';
import { runFiles } from '../folder/folders';
import { store } from '../folder/store';
import { describeMachine, isSameProcess, type Machine } from './process-identity';

/** Who runs a run: enough to know the process again, since a process id alone is reused. */
export interface Owner extends Machine {
  /** The supervisor. */
  readonly pid: number;
  readonly startTime: string;
  /** The trainer's process group, which is ended as a whole; 0 while the run waits for its turn. */
  readonly trainerPid: number;
  readonly trainerStartTime: string;
  /** Names this attempt; a request that names another one is stale. */
  readonly token: string;
  readonly attempt: number;
  /** The run folder's own number on its disk: a copy, such as one that came with a clone, has another. */
  readonly folderId: string;
}

/** `exit.json`: how the trainer's process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be started at all. */
  readonly reason?: string;
  /** It was stopped while it waited for its turn. */
  readonly isCancelled?: boolean;
  /** Which start of the run ended so; absent in a file that another tool wrote. */
  readonly attempt?: number;
  readonly at: number;
}

/**
 * Where an owner is: `alive` here, `dead`, `elsewhere` (another host, or another namespace of process ids, whose
 * processes cannot be judged from here), or `foreign` when the run folder is a copy of the one that it owned.
 */
export type OwnerState = 'alive' | 'dead' | 'elsewhere' | 'foreign';

/**
 * Whether the supervisor of a run, or the trainer that it left behind, still lives. A process in another namespace or
 * on another host is never judged by its id.
 */
export function ownerState(owner: Owner, runFolder: string): OwnerState {
  if (owner.folderId !== folderIdOf(runFolder)) return 'foreign';
  const place = placeOf(owner);
  if (place !== 'here') return place;
  const isAlive = isSameProcess(owner.pid, owner.startTime) || isSameProcess(owner.trainerPid, owner.trainerStartTime);
  return isAlive ? 'alive' : 'dead';
}

/** Where a process that somebody wrote down is to be looked for: `dead` when the machine has been restarted since. */
export function placeOf(machine: Machine): 'here' | 'elsewhere' | 'dead' {
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
  const owner = readJson(file) as Partial<Record<keyof Owner, unknown>> | undefined;
  const numbers = [owner?.pid, owner?.trainerPid, owner?.attempt];
  const texts = [owner?.token, owner?.startTime, owner?.trainerStartTime, owner?.host, owner?.bootId, owner?.namespace];
  const isWhole = numbers.every(Number.isSafeInteger) && texts.every((text) => typeof text === 'string');
  return isWhole ? (owner as unknown as Owner) : undefined;
}

/** Reads `exit.json`; undefined while the trainer lives or when its supervisor died. */
export function readExit(runFolder: string): Exit | undefined {
  const exit = readJson(path.join(runFolder, runFiles.exit)) as Partial<Exit> | undefined;
  return exit !== undefined && 'code' in exit && 'signal' in exit ? (exit as Exit) : undefined;
}

function readJson(file: string): object | undefined {
  try {
    const value: unknown = JSON.parse(store.readText(file));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

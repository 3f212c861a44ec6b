import path from 'node:path';
import { writeFileDurably } from '../folder/durable-file';
import { queueFolder } from '../folder/folders';
import { store } from '../folder/store';
import { isMarked, markOf } from '../folder/user-secret';
import { placeOf, readOwnerFile, type Owner } from './owner';
import { isSameProcess, isSuspended } from './process-identity';

/** A run in line, as its own supervisor wrote it. */
export interface QueueEntry {
  readonly id: string;
  readonly owner: Owner;
  /** Absent while the number is being drawn: everybody waits for that. */
  readonly ticket?: number;
  /** Its turn has come; it keeps its place until it has ended. */
  readonly isRunning: boolean;
}

const limitFile = 'at-a-time';
const extension = '.json';

const fileOf = (folder: string, id: string): string => path.join(folder, `${id}${extension}`);

/** Writes a run's place in line. Throws the file system's error. */
export function writePlace(folderOfRuns: string, { id, owner, ticket, isRunning }: QueueEntry): void {
  const folder = queueFolder(folderOfRuns);
  store.makeFolders(folder);
  writeFileDurably(fileOf(folder, id), JSON.stringify({ ...owner, ...(ticket && { ticket }), isRunning }));
}

/** Gives a run's place up. Only the run's own: another's might have been taken anew in the meantime. */
export function leaveQueue(folderOfRuns: string, id: string): void {
  store.remove(fileOf(queueFolder(folderOfRuns), id));
}

/** The places whose supervisors, or the trainers that these left behind, live on this machine, in the order of their tickets. */
export function readPlaces(folderOfRuns: string): QueueEntry[] {
  const folder = queueFolder(folderOfRuns);
  const ids = listNames(folder).filter((name) => name.endsWith(extension));
  const places = ids.flatMap((name) => readPlace(folder, name.slice(0, -extension.length)) ?? []);
  return places.filter(({ owner }) => isAlive(owner)).sort(byTicket);
}

/** The order of a line; equal numbers, drawn in the same instant, are told apart by the runs' names. */
export function byTicket(one: QueueEntry, other: QueueEntry): number {
  return (one.ticket ?? 0) - (other.ticket ?? 0) || (one.id < other.id ? -1 : 1);
}

/** Number of runs of a workspace that run at a time; 1 where the user has set none, whatever a clone brought. */
export function readRunsAtATime(folderOfRuns: string): number {
  try {
    const [text, mark] = store.readText(path.join(queueFolder(folderOfRuns), limitFile)).split('\n');
    const count = Number(text);
    const isOurs = Number.isSafeInteger(count) && count >= 1 && isMarked(limitFile, count, mark);
    return isOurs ? count : 1;
  } catch {
    return 1;
  }
}

/** Says how many runs of a workspace run at a time. Those that wait read it at their next look. */
export function writeRunsAtATime(folderOfRuns: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`${count} runs at a time: a whole number from 1 is needed`);
  }
  if (readRunsAtATime(folderOfRuns) === count) return;
  const folder = queueFolder(folderOfRuns);
  store.makeFolders(folder);
  writeFileDurably(path.join(folder, limitFile), `${count}\n${markOf(limitFile, count)}`);
}

function readPlace(folder: string, id: string): QueueEntry | undefined {
  const owner = readOwnerFile(fileOf(folder, id)) as (Owner & { ticket?: unknown; isRunning?: unknown }) | undefined;
  if (owner === undefined) return undefined;
  const { ticket, isRunning } = owner;
  return { id, owner, ...(typeof ticket === 'number' && { ticket }), isRunning: isRunning === true };
}

/** Whether a process holds the entry. A suspended supervisor whose trainer has ended cannot leave, and holds nothing. */
function isAlive(owner: Owner): boolean {
  if (placeOf(owner) !== 'here') return false;
  if (isSameProcess(owner.trainerPid, owner.trainerStartTime)) return true;
  const hasEnded = owner.trainerPid !== 0 && isSuspended(owner.pid);
  return !hasEnded && isSameProcess(owner.pid, owner.startTime);
}

function listNames(folder: string): string[] {
  try {
    return store.list(folder).map(({ name }) => name);
  } catch {
    return [];
  }
}

import path from 'node:path';
import { writeFileDurably } from '../store/durable-file';
import { queueFolder } from '../folder/folders';
import { readJsonFile } from '../store/json-file';
import { store } from '../store/store';
import { isMarked, markOf } from '../store/user-secret';
import { isQueueFile } from '../protocol/arrival';
import type { Owner, QueueFile } from '../protocol/schemas/process-files';
import { locateMachine } from './owner';
import { isSameProcess, isSuspended } from './process-identity';

/** Entry of a run in the queue of its workspace. While an entry has no ticket yet, all other runs wait for it. */
export interface QueueEntry extends Pick<QueueFile, 'ticket'>, Required<Pick<QueueFile, 'isRunning'>> {
  readonly id: string;
  readonly owner: Owner;
}

const limitFile = 'at-a-time';
const extension = '.json';

const fileOf = (folder: string, id: string): string => path.join(folder, `${id}${extension}`);

/** Writes the queue entry of a run. Throws the file system's error. */
export function writeQueueEntry(folderOfRuns: string, { id, owner, ticket, isRunning }: QueueEntry): void {
  const folder = queueFolder(folderOfRuns);
  store.makeFolders(folder);
  writeFileDurably(fileOf(folder, id), JSON.stringify({ ...owner, ...(ticket && { ticket }), isRunning }));
}

/** Removes the queue entry of a run. Stale entries of other runs stay: they may have been renewed in the meantime. */
export function leaveQueue(folderOfRuns: string, id: string): void {
  store.remove(fileOf(queueFolder(folderOfRuns), id));
}

/** Reads the queue in the order of tickets; only entries whose supervisor or trainer is alive on this machine count. */
export function readQueueEntries(folderOfRuns: string): QueueEntry[] {
  const folder = queueFolder(folderOfRuns);
  const ids = listNames(folder).filter((name) => name.endsWith(extension));
  const entries = ids.flatMap((name) => readQueueEntry(folder, name.slice(0, -extension.length)) ?? []);
  return entries.filter(({ owner }) => isAlive(owner)).sort(compareTickets);
}

/** Order of the queue: by ticket; equal tickets, drawn at the same instant, by the id of the run. */
export function compareTickets(one: QueueEntry, other: QueueEntry): number {
  return (one.ticket ?? 0) - (other.ticket ?? 0) || (one.id < other.id ? -1 : 1);
}

/** Maximum number of runs of a workspace that run at once; 1 unless the user has set it. A number in a clone is ignored. */
export function readRunsAtATime(folderOfRuns: string): number {
  try {
    const [text, mark] = store.readSmallText(path.join(queueFolder(folderOfRuns), limitFile)).split('\n');
    const count = Number(text);
    // Number() passes over white space, a byte-order mark among it, which this file is never written with.
    const isWhole = text === String(count) && Number.isSafeInteger(count) && count >= 1;
    const isOurs = isWhole && isMarked(limitFile, count, mark);
    return isOurs ? count : 1;
  } catch {
    return 1;
  }
}

/** Sets the maximum number of runs of a workspace that run at once. Queued runs read it at their next poll. */
export function writeRunsAtATime(folderOfRuns: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`${count} runs at a time: a whole number from 1 is needed`);
  }
  if (readRunsAtATime(folderOfRuns) === count) return;
  const folder = queueFolder(folderOfRuns);
  store.makeFolders(folder);
  writeFileDurably(path.join(folder, limitFile), `${count}\n${markOf(limitFile, count)}`);
}

function readQueueEntry(folder: string, id: string): QueueEntry | undefined {
  const entry = readJsonFile(fileOf(folder, id));
  if (!isQueueFile(entry)) return undefined;
  const { ticket, isRunning = false, ...owner } = entry;
  return { id, owner, ...(ticket !== undefined && { ticket }), isRunning };
}

/** Whether a process holds the entry. A suspended supervisor whose trainer has ended cannot leave, and holds nothing. */
function isAlive(owner: Owner): boolean {
  if (locateMachine(owner) !== 'here') return false;
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

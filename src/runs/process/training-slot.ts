import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeFileDurably } from '../store/durable-file';
import { hasCode } from '../store/error-code';
import { storeLayout } from '../store/layout';
import { store } from '../store/store';
import { isTrainingSlotFile } from '../protocol/arrival';
import type { TrainingSlotFile } from '../protocol/schemas/process-files';
import { HeartbeatWatch } from './heartbeat';
import { locateMachine } from './owner';
import { describeMachine, isSameProcess, processStartTime } from './process-identity';

/** A run that trains a teacher, or waits until it may. */
interface Contender extends TrainingSlotFile {
  readonly runId: string;
}

export interface SlotOptions {
  /** Key of the teacher, or of the rows of a data set, in the cache. */
  readonly key: string;
  /** Cache that the teacher is kept in; runs that share one make what has the same key one after the other. */
  readonly cacheFolder: string;
  readonly runFolder: string;
  /** Called with the id of the run that is waited for, once for each. */
  readonly onWait: (runId: string) => void;
  /** Awaited between two looks; throws when the run is to end. */
  readonly pause: () => Promise<void>;
}

const pollMs = 100;
const extension = '.json';

/**
 * Waits until this process is the only one that makes the teacher or the rows of a key with its cache, and gives the function that
 * ends that. Lamport's bakery, as the queue of runs: there is no lock that a crash could leave behind, and the entries of
 * dead processes do not count. A process elsewhere is judged by the heartbeat of its run. Throws what `pause` throws, or
 * the file system's error.
 */
export async function takeTrainingSlot(options: SlotOptions): Promise<() => void> {
  const { key, cacheFolder, runFolder, onWait, pause } = options;
  const runId = path.basename(runFolder);
  const folder = path.join(path.dirname(cacheFolder), storeLayout.trainings.path);
  const file = path.join(folder, `${key}.${runId}${extension}`);
  const release = (): void => store.remove(file);
  const hearts = new HeartbeatWatch();
  const others = (): Contender[] =>
    readContenders(folder, key).filter((one) => one.runId !== runId && isAlive(one, path.dirname(runFolder), hearts));
  const own = { ...describeMachine(), runId, pid: process.pid, startTime: processStartTime(process.pid) ?? '' };
  store.makeFolders(folder);
  writeFileDurably(file, JSON.stringify(own));
  try {
    const ticket = Math.max(0, ...others().map((one) => one.ticket ?? 0)) + 1;
    writeFileDurably(file, JSON.stringify({ ...own, ticket }));
    let awaited = '';
    for (;;) {
      const first = others().find((one) => one.ticket === undefined || isBefore(one, { runId, ticket }));
      if (first === undefined) return release;
      if (first.ticket !== undefined && first.runId !== awaited) onWait((awaited = first.runId));
      await pause();
      await wait(pollMs);
    }
  } catch (error) {
    release();
    throw error;
  }
}

/** Equal tickets, drawn in the same instant, are ordered by the runs' ids. */
function isBefore(one: Contender, own: { readonly runId: string; readonly ticket: number }): boolean {
  const ticket = one.ticket ?? 0;
  return ticket < own.ticket || (ticket === own.ticket && one.runId < own.runId);
}

function readContenders(folder: string, key: string): Contender[] {
  const names = store.list(folder).map(({ name }) => name);
  return names.flatMap((name) => {
    const isOfKey = name.startsWith(`${key}.`) && name.endsWith(extension);
    return isOfKey ? (readContender(path.join(folder, name), name.slice(key.length + 1, -extension.length)) ?? []) : [];
  });
}

/** Reads an entry; undefined when its process has just left, or when it is something else. */
function readContender(file: string, runId: string): Contender | undefined {
  const value = parse(file);
  return isTrainingSlotFile(value) ? { ...value, runId } : undefined;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(store.readSmallText(file));
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return;
    throw error;
  }
}

function isAlive(one: Contender, folderOfRuns: string, hearts: HeartbeatWatch): boolean {
  switch (locateMachine(one)) {
    case 'here':
      return isSameProcess(one.pid, one.startTime);
    case 'elsewhere':
      return hearts.isBeating(path.join(folderOfRuns, one.runId));
    case 'dead':
      return false;
  }
}

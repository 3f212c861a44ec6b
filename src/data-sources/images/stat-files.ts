import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { findBuilt } from '../../paths';
import { unreadable } from '../files/file-faults';
import type { DataFile } from '../source';
import { chunkFiles, lookUp, pairOf, pairsOf, statChunk, type FolderNames, type StatChunk } from './stat-chunks';

/** Files from which on a second thread is worth its start, some hundredths of a second. */
const usualMinForThread = 20_000;

/** Files of one role in one folder. */
interface Group extends FolderNames {
  readonly role: string;
}

/**
 * Looks up sizes and times of change of files, many of them on two threads: the system's calls are most of the time in which
 * a large cached set opens. The second thread begins while files are still being added.
 */
export class FileStatuses {
  private readonly chunks: { readonly chunk: StatChunk; readonly groups: readonly Group[] }[] = [];
  private pending: Group[] = [];
  private pendingCount = 0;
  private count = 0;
  private helper: { readonly worker: Worker; readonly ended: Promise<void> } | undefined;

  /** @param minForThread files from which on there are two threads */
  constructor(private readonly minForThread = usualMinForThread) {}

  /**
   * Adds files of one role.
   * @param folder path of the folder that they lie in, its separator at the end
   */
  add(role: string, folder: string, names: readonly string[]): void {
    for (let start = 0; start < names.length;) {
      const some = names.slice(start, start + chunkFiles - this.pendingCount);
      this.pending.push({ role, folder, names: some });
      this.pendingCount += some.length;
      start += some.length;
      if (this.pendingCount === chunkFiles) this.endChunk();
    }
  }

  /**
   * The files in the order in which they were added. What is no file is left out: a pipe would never be read to its end.
   * @param pause awaited after each thousand files
   * @throws DataFault that names a file that cannot be looked at
   */
  async files(pause: () => Promise<void>): Promise<DataFile[]> {
    this.endChunk();
    this.helper?.worker.postMessage('end');
    // From the last one on, since the other thread has begun with the first.
    for (const { chunk } of [...this.chunks].reverse()) {
      lookUp(chunk);
      await pause();
    }
    await this.helper?.ended;
    return this.chunks.flatMap(({ chunk, groups }) => filesOf(chunk, groups));
  }

  /** Ends the other thread: for callers that will not ask for the files. */
  close(): void {
    void this.helper?.worker.terminate();
  }

  private endChunk(): void {
    if (this.pendingCount === 0) return;
    const chunk = statChunk(this.pending);
    this.chunks.push({ chunk, groups: this.pending });
    this.count += this.pendingCount;
    [this.pending, this.pendingCount] = [[], 0];
    if (this.helper !== undefined) this.helper.worker.postMessage(chunk);
    else if (this.count >= this.minForThread) this.helper = this.startHelper();
  }

  private startHelper(): NonNullable<FileStatuses['helper']> {
    // Loaders and inspectors of this process are not for a thread of ours.
    const worker = new Worker(findBuilt('stat.js'), { execArgv: [] });
    // It takes no more chunks, also where it could not begin.
    const ended = new Promise<void>((resolve) => {
      worker.once('message', () => resolve());
      worker.once('exit', () => resolve());
      worker.on('error', () => resolve());
    });
    for (const { chunk } of this.chunks) worker.postMessage(chunk);
    return { worker, ended };
  }
}

function filesOf(chunk: StatChunk, groups: readonly Group[]): DataFile[] {
  const pairs = pairsOf(chunk);
  const files: DataFile[] = [];
  let at = 0;
  for (const { role, folder, names } of groups) {
    for (const name of names) {
      const path = folder + name;
      const [bytes, changedAt] = knownPair(pairs, at) ?? pairNow(path);
      at += 2;
      if (bytes >= 0) files.push({ role, path, bytes, changedAt });
    }
  }
  return files;
}

function knownPair(pairs: Float64Array, at: number): [bytes: number, changedAt: number] | undefined {
  const [bytes = Number.NaN, changedAt = Number.NaN] = [pairs[at], pairs[at + 1]];
  return Number.isNaN(changedAt) ? undefined : [bytes, changedAt];
}

function pairNow(file: string): [bytes: number, changedAt: number] {
  try {
    return pairOf(statSync(file));
  } catch (error) {
    const absence = { missing: 'it was there a moment ago', hint: 'try again when nothing writes to the folder' };
    throw unreadable(file, error, absence);
  }
}

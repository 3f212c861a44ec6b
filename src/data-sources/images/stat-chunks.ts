import { statSync, type Stats } from 'node:fs';
import { changeTimeOf } from '../read-bytes';

/** Files whose sizes and times several threads look up together, chunk by chunk. */
export interface StatTask {
  /** Paths of the files of each chunk, separated by a zero character. */
  readonly chunks: readonly string[];
  /** An int32 that counts the chunks that threads have begun with, then a float64 pair of each file: bytes and time of change. */
  readonly shared: SharedArrayBuffer;
}

/** Files of a chunk. */
export const chunkFiles = 1000;
/** Offset of the pairs in the shared memory. */
const pairsStart = 8;

/** A task of files. Their numbers are NaN until they are looked up, and stay so where a file cannot be. */
export function statTask(files: readonly string[]): StatTask {
  const shared = new SharedArrayBuffer(pairsStart + 16 * files.length);
  pairsOf({ shared }).fill(Number.NaN);
  const chunks = Array.from({ length: Math.ceil(files.length / chunkFiles) }, (_, chunk) =>
    files.slice(chunk * chunkFiles, (chunk + 1) * chunkFiles).join('\0'),
  );
  return { chunks, shared };
}

/** Sizes and times of change, [files, 2]. */
export function pairsOf({ shared }: Pick<StatTask, 'shared'>): Float64Array {
  return new Float64Array(shared, pairsStart);
}

/** Bytes and time of change; the bytes of what is no file, such as a pipe that a link leads to, are −1. */
export function pairOf(status: Stats): [bytes: number, changedAt: number] {
  return [status.isFile() ? status.size : -1, changeTimeOf(status)];
}

/** Looks up the next chunk that no thread has begun with; false where there is none. */
export function statNextChunk(task: StatTask): boolean {
  const chunk = Atomics.add(new Int32Array(task.shared, 0, 1), 0, 1);
  const paths = task.chunks[chunk];
  if (paths === undefined) return false;
  const pairs = pairsOf(task);
  let at = 2 * chunk * chunkFiles;
  for (const path of paths.split('\0')) {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status !== undefined) pairs.set(pairOf(status), at);
    at += 2;
  }
  return true;
}

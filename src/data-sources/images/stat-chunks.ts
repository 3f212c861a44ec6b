import { statSync, type Stats } from 'node:fs';
import { changeTimeOf } from '../files/read-bytes';

/** Files whose sizes and times one of several threads looks up. */
export interface StatChunk {
  /** Groups of a folder's path, with its separator, and names in it; a zero character ends each, and another one a group. */
  readonly text: string;
  /** An int32 that is not 0 once a thread has begun, then from `pairsStart` a float64 pair of each file: bytes and time of change. */
  readonly shared: SharedArrayBuffer;
}

/** Names in one folder. */
export interface FolderNames {
  /** Path of the folder, its separator at the end. */
  readonly folder: string;
  readonly names: readonly string[];
}

/** Files of a chunk, at most. */
export const chunkFiles = 1000;
const pairsStart = 8;

/** A chunk of files. Their numbers are NaN until they are looked up, and stay so where a file cannot be. */
export function statChunk(groups: readonly FolderNames[]): StatChunk {
  const count = groups.reduce((sum, { names }) => sum + names.length, 0);
  const shared = new SharedArrayBuffer(pairsStart + 16 * count);
  pairsOf({ shared }).fill(Number.NaN);
  return { text: groups.map(({ folder, names }) => `${folder}\0${names.join('\0')}\0\0`).join(''), shared };
}

/** Sizes and times of change, [files, 2]. */
export function pairsOf({ shared }: Pick<StatChunk, 'shared'>): Float64Array {
  return new Float64Array(shared, pairsStart);
}

/** Bytes and time of change; the bytes of what is no file, such as a pipe that a link leads to, are −1. */
export function pairOf(status: Stats): [bytes: number, changedAt: number] {
  return [status.isFile() ? status.size : -1, changeTimeOf(status)];
}

/** Looks up the files of a chunk, unless another thread has begun with it. */
export function lookUp(chunk: StatChunk): void {
  if (Atomics.exchange(new Int32Array(chunk.shared, 0, 1), 0, 1) !== 0) return;
  const pairs = pairsOf(chunk);
  let at = 0;
  for (const group of chunk.text.split('\0\0').slice(0, -1)) {
    const [folder = '', ...names] = group.split('\0');
    for (const name of names) {
      try {
        const status = statSync(folder + name, { throwIfNoEntry: false });
        if (status !== undefined) [pairs[at], pairs[at + 1]] = pairOf(status);
      } catch {
        // Who asks for the files looks again, and says why.
      }
      at += 2;
    }
  }
}

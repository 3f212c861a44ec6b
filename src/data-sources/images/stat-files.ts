import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { findBuilt } from '../../paths';
import type { DataFile } from '../source';
import { pairOf, pairsOf, statNextChunk, statTask, type StatTask } from './stat-chunks';

/** Files from which on a second thread is worth its start, some hundredths of a second. */
const usualMinForThread = 20_000;

/**
 * Sizes and times of change of files, many of them on two threads: the system's calls are most of the time in which a large
 * cached set opens. What is no file is left out: a pipe would never be read to its end. Throws the file system's error.
 * @param pause awaited after each thousand files
 * @param minForThread files from which on there are two threads
 */
export async function statFiles(
  files: readonly Pick<DataFile, 'role' | 'path'>[],
  pause: () => Promise<void>,
  minForThread = usualMinForThread,
): Promise<DataFile[]> {
  const task = statTask(files.map(({ path }) => path));
  const helped = files.length < minForThread ? undefined : helpWith(task);
  while (statNextChunk(task)) await pause();
  await helped;
  const pairs = pairsOf(task);
  return files.flatMap(({ role, path }, place) => {
    const [known = Number.NaN, time = 0] = [pairs[2 * place], pairs[2 * place + 1]];
    const [bytes, changedAt] = Number.isNaN(known) ? pairOf(statSync(path)) : [known, time];
    return bytes < 0 ? [] : [{ role, path, bytes, changedAt }];
  });
}

/** Has a thread take chunks of a task. Resolves when it takes no more, also where it could not begin. */
function helpWith(task: StatTask): Promise<void> {
  return new Promise((resolve) => {
    // Loaders and inspectors of this process are not for a thread of ours.
    const worker = new Worker(findBuilt('stat.js'), { execArgv: [] });
    worker.once('error', () => resolve());
    worker.once('message', () => {
      resolve();
      void worker.terminate();
    });
    worker.postMessage(task);
  });
}

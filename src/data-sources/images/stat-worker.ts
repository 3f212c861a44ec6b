// The bundle entry of the thread that looks up sizes and times of files: takes tasks, fills shared memory, says when it is done.
import { parentPort } from 'node:worker_threads';
import { statNextChunk, type StatTask } from './stat-chunks';

parentPort?.on('message', (task: StatTask) => {
  try {
    while (statNextChunk(task));
  } catch {
    // The calling thread looks again at files without numbers, and throws the file system's error.
  }
  parentPort?.postMessage('done');
});

// The bundle entry of the thread that reads rows ahead: takes places in a file that this process has open, fills shared memory.
import { parentPort } from 'node:worker_threads';
import { readAllBytes } from '../store/all-bytes';
import { readState, rowsStart, type ReadTask } from './read-task';

function read({ descriptor, rowBytes, indices, shared }: ReadTask): number {
  const isWhole = indices.every((index, row) => {
    const bytes = new Uint8Array(shared, rowsStart + row * rowBytes, rowBytes);
    return readAllBytes(descriptor, bytes, index * rowBytes) === rowBytes;
  });
  return isWhole ? readState.done : readState.failed;
}

parentPort?.on('message', (task: ReadTask) => {
  const state = new Int32Array(task.shared, 0, 1);
  let ending: number = readState.failed;
  try {
    ending = read(task);
  } catch {
    // The calling thread reads again, and throws the file system's error.
  }
  Atomics.store(state, 0, ending);
  Atomics.notify(state, 0);
});

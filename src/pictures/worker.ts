// The bundle entry of a decoding thread: takes tasks, gives rows, and ends once its pool is closed.
import { parentPort, workerData } from 'node:worker_threads';
import { decodeFiles, type DecodeTask } from './decode-files';
import { PictureDecoder } from './decoder';

const decoder = new PictureDecoder();
/** One number, shared with the pool: not 0 once it is closed. */
const closing = workerData as Int32Array;
const isClosed = (): boolean => Atomics.load(closing, 0) !== 0;

parentPort?.on('message', ({ id, task }: { readonly id: number; readonly task?: DecodeTask }) => {
  if (task === undefined || isClosed()) {
    parentPort?.close();
    return;
  }
  const { rows, refusals } = decodeFiles(task, decoder, isClosed);
  parentPort?.postMessage({ id, rows, refusals }, [rows.buffer as ArrayBuffer]);
});

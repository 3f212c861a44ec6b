// The bundle entry of a decoding thread: takes tasks, gives rows.
import { parentPort } from 'node:worker_threads';
import { decodeFiles, type DecodeTask } from './decode-files';
import { PictureDecoder } from './decoder';

const decoder = new PictureDecoder();

parentPort?.on('message', ({ id, task }: { readonly id: number; readonly task: DecodeTask }) => {
  const { rows, refusals } = decodeFiles(task, decoder);
  parentPort?.postMessage({ id, rows, refusals }, [rows.buffer as ArrayBuffer]);
});

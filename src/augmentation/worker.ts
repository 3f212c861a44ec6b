// The bundle entry of an augmenting thread: takes tasks, gives changed pictures.
import { parentPort } from 'node:worker_threads';
import { changePictures, type ChangeTask } from './task';

parentPort?.on('message', ({ id, task }: { readonly id: number; readonly task: ChangeTask }) => {
  const rows = changePictures(task);
  parentPort?.postMessage({ id, rows }, [rows.buffer as ArrayBuffer]);
});

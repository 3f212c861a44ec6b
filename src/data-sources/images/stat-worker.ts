// The bundle entry of the thread that looks up sizes and times of files: takes chunks, fills their shared memory, says when it has
// done all before an `end`.
import { parentPort } from 'node:worker_threads';
import { lookUp, type StatChunk } from './stat-chunks';

parentPort?.on('message', (chunk: StatChunk | 'end') => {
  if (chunk === 'end') parentPort?.postMessage('done');
  else lookUp(chunk);
});

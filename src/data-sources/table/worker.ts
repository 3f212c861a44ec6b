// The bundle entry of the thread that looks at large tables: takes files and settings, gives facts or a fault.
import { parentPort, workerData } from 'node:worker_threads';
import { DataFault } from '../data-fault';
import type { TableAnswer, TableQuestion } from './describe-tables';
import { describeTableSet } from './table-set';

async function answer({ files, options }: TableQuestion): Promise<TableAnswer> {
  try {
    return { kind: 'facts', facts: await describeTableSet(files, options) };
  } catch (error) {
    if (error instanceof DataFault) {
      const { message, hint, remedy } = error;
      return { kind: 'fault', message, hint, remedy };
    }
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { kind: 'file system', message: error.message, code: String(error.code) };
  }
}

void answer(workerData as TableQuestion).then((found) => parentPort?.postMessage(found));

import { Worker } from 'node:worker_threads';
import { findBuilt } from '../../paths';
import { DataFault, type DataRemedy } from '../data-fault';
import type { DataFacts } from '../facts';
import type { DataFile } from '../source';
import { describeTableSet, type TableOptions } from './table-set';

/** Tables to be looked at on a thread. */
export interface TableQuestion {
  readonly files: readonly DataFile[];
  readonly options: TableOptions;
}

/** Result of that look: facts, a fault of the data, or an error of the file system. */
export type TableAnswer =
  | { readonly kind: 'facts'; readonly facts: DataFacts }
  | {
      readonly kind: 'fault';
      readonly message: string;
      readonly hint: string;
      readonly remedy?: DataRemedy | undefined;
    }
  | { readonly kind: 'file system'; readonly message: string; readonly code: string };

/** Maximum bytes of tables that are read in the calling thread; more would delay typing in the editor. */
const maxBytesHere = 2 << 20;
/** Megabytes of a thread's heap: the columns of some hundred megabytes of text. */
const maxHeap = 4096;

/**
 * Facts of a data set in tables; large ones are read on a thread of their own, so that the calling one never waits for them.
 * @throws DataFault as `describeTableSet` does, and where a table needs more memory than a look may take
 */
export function describeTables(
  files: readonly DataFile[],
  options: TableOptions,
  maxBytes = maxBytesHere,
): Promise<DataFacts> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return bytes <= maxBytes ? describeTableSet(files, options) : describeOnThread({ files, options });
}

function describeOnThread(question: TableQuestion): Promise<DataFacts> {
  const worker = new Worker(findBuilt('tables.js'), {
    workerData: question,
    // Loaders and inspectors of this process are not for a thread of ours.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: maxHeap },
  });
  return new Promise<DataFacts>((resolve, reject) => {
    worker.once('message', (answer: TableAnswer) => {
      if (answer.kind === 'facts') resolve(answer.facts);
      else reject(errorOf(answer));
    });
    worker.once('error', (error) => reject(threadFault(error, question.files)));
    worker.once('exit', () => reject(new Error('the thread that looks at tables has ended')));
  });
}

function errorOf(answer: Exclude<TableAnswer, { readonly kind: 'facts' }>): Error {
  if (answer.kind === 'fault') return new DataFault(answer.message, answer.hint, { remedy: answer.remedy });
  return Object.assign(new Error(answer.message), { code: answer.code });
}

function threadFault(error: unknown, [file]: readonly DataFile[]): Error {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!isMemory) return error instanceof Error ? error : new Error(String(error));
  return new DataFault(
    `${file?.path ?? 'the table'} is too large to be looked at`,
    'save it as arrays (.npz), or train on a part of it',
  );
}

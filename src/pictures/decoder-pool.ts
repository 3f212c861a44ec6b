import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DecodedRows, DecodeTask } from './decode-files';
import { findBuilt } from '../paths';

interface Waiting {
  readonly resolve: (rows: DecodedRows) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Tasks that it has been given and has not answered. */
  readonly waiting: Map<number, Waiting>;
  /** Reason why it has ended. */
  failure?: Error;
  /** Rejects what it has not answered. */
  readonly end: (reason: Error) => void;
  /** Resolves once it has exited. */
  readonly ended: Promise<void>;
}

/** More threads than this wait for the one that writes rows. */
const maxThreads = 16;

/** Threads that decode pictures. */
export class DecoderPool {
  readonly size: number;
  private readonly threads: readonly Thread[];
  /** Shared with the threads: not 0 once they are to end. */
  private readonly closing = new Int32Array(new SharedArrayBuffer(4));
  private nextId = 0;

  /** @param work pieces of work: there are no more threads than these. */
  constructor(work = Infinity) {
    this.size = Math.max(Math.min(availableParallelism(), maxThreads, work), 1);
    this.threads = Array.from({ length: this.size }, () => startThread(this.closing));
  }

  /** Decodes a task on the thread with the fewest. Rejects where a thread ends, as without memory. */
  decode(task: DecodeTask): Promise<DecodedRows> {
    const [thread] = [...this.threads].sort((one, other) => one.waiting.size - other.waiting.size);
    if (thread === undefined) return Promise.reject(new Error('there is no thread to decode on'));
    if (thread.failure !== undefined) return Promise.reject(thread.failure);
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject });
      thread.worker.postMessage({ id, task });
    });
  }

  /**
   * Ends all threads; tasks that are not done are rejected. Each thread finishes the picture at hand: Node aborts the whole
   * process where a thread is terminated while it unpacks a png.
   */
  async close(): Promise<void> {
    Atomics.store(this.closing, 0, 1);
    await Promise.all(this.threads.map(closeThread));
  }
}

/** Time in ms that a thread has to finish a picture. */
const closeMs = 10_000;

function closeThread({ worker, end, ended }: Thread): Promise<void> {
  end(new Error('a decoding thread was closed'));
  worker.postMessage({ id: -1 });
  const timer = setTimeout(() => void worker.terminate(), closeMs);
  return ended.finally(() => clearTimeout(timer));
}

function startThread(closing: Int32Array): Thread {
  // Loaders and inspectors of this process are not for a thread of ours.
  const worker = new Worker(findBuilt('decoder.js'), { execArgv: [], workerData: closing });
  const waiting = new Map<number, Waiting>();
  const end = (reason: Error): void => {
    thread.failure ??= reason;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  const ended = new Promise<void>((resolve) => worker.on('exit', () => resolve()));
  const thread: Thread = { worker, waiting, end, ended };
  worker.on('message', ({ id, ...rows }: DecodedRows & { readonly id: number }) => {
    waiting.get(id)?.resolve(rows);
    waiting.delete(id);
  });
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => end(new Error('a decoding thread has ended')));
  return thread;
}

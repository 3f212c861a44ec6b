import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { findBuilt } from '../paths';
import type { ChangeTask } from './task';

interface Waiting {
  readonly resolve: (rows: Float32Array) => void;
  readonly reject: (error: Error) => void;
}

/** More threads than this only wait for the step. */
const maxThreads = 4;

/** Threads that change pictures while a step runs: ONNX Runtime and the other engines hold the thread that calls them. */
export class ChangeThreads {
  private readonly workers: readonly Worker[];
  private readonly waiting = new Map<number, Waiting>();
  private failure: Error | undefined;
  private nextId = 0;

  constructor(count = Math.max(Math.min(availableParallelism() - 1, maxThreads), 1)) {
    this.workers = Array.from({ length: count }, () => this.start());
  }

  /** The changed pictures of a task; tasks go to the threads one after another. Rejects where a thread ends, as without memory. */
  change(task: ChangeTask): Promise<Float32Array> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.workers[id % this.workers.length]?.postMessage({ id, task });
    });
  }

  /** Ends all threads; tasks that are not done are rejected. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private start(): Worker {
    // Loaders and inspectors of this process are not for a thread of ours.
    const worker = new Worker(findBuilt('augmenter.js'), { execArgv: [] });
    worker.on('message', ({ id, rows }: { readonly id: number; readonly rows: Float32Array }) => {
      this.waiting.get(id)?.resolve(rows);
      this.waiting.delete(id);
    });
    worker.on('error', (error) => this.end(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.end(new Error('a thread that changes pictures has ended')));
    return worker;
  }

  private end(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

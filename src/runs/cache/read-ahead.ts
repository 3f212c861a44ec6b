import { Worker } from 'node:worker_threads';
import { findBuilt } from '../../paths';
import { readState, rowsStart, type ReadTask } from './read-task';

/** Bytes of rows that wait to be taken; the oldest are dropped beyond it. */
const maxWaitingBytes = 64 << 20;
/** Milliseconds after which rows are read on the calling thread in place of waiting for them. */
const maxWaitMs = 10_000;

/**
 * Reads rows of an open file on another thread, so that a disk is waited for while a step runs. Order and content of what is
 * taken never depend on it: rows that were not read ahead, or could not be, are read by who asks for them.
 */
export class ReadAhead {
  private readonly worker: Worker;
  private readonly waiting: Pick<ReadTask, 'indices' | 'shared'>[] = [];
  private waitingBytes = 0;

  constructor(
    private readonly descriptor: number,
    private readonly rowBytes: number,
  ) {
    // Loaders and inspectors of this process are not for a thread of ours.
    this.worker = new Worker(findBuilt('reader.js'), { execArgv: [] });
    // Without the thread nothing is ahead.
    this.worker.on('error', () => undefined);
    this.worker.unref();
  }

  /** Memory of rows that wait to be taken. */
  get bytes(): number {
    return this.waitingBytes;
  }

  /** Begins to read the rows at indices. */
  begin(indices: Int32Array): void {
    const shared = new SharedArrayBuffer(rowsStart + indices.length * this.rowBytes);
    const task: ReadTask = { descriptor: this.descriptor, rowBytes: this.rowBytes, indices: indices.slice(), shared };
    this.worker.postMessage(task);
    this.waiting.push(task);
    this.waitingBytes += shared.byteLength;
    while (this.waitingBytes > maxWaitingBytes && this.waiting.length > 1) this.drop();
  }

  /** The rows at indices where they were begun with; undefined where they were not, or the thread could not read them. */
  take(indices: Int32Array): Uint8Array | undefined {
    const place = this.waiting.findIndex((task) => isSame(task.indices, indices));
    if (place < 0) return undefined;
    for (let older = 0; older < place; older += 1) this.drop();
    const shared = this.drop();
    if (shared === undefined) return undefined;
    const state = new Int32Array(shared, 0, 1);
    Atomics.wait(state, 0, readState.reading, maxWaitMs);
    return Atomics.load(state, 0) === readState.done ? new Uint8Array(shared, rowsStart) : undefined;
  }

  close(): void {
    this.waiting.length = 0;
    void this.worker.terminate();
  }

  private drop(): SharedArrayBuffer | undefined {
    const shared = this.waiting.shift()?.shared;
    this.waitingBytes -= shared?.byteLength ?? 0;
    return shared;
  }
}

function isSame(one: Int32Array, other: Int32Array): boolean {
  return one.length === other.length && one.every((index, place) => index === other[place]);
}

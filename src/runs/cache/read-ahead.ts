import { Worker } from 'node:worker_threads';
import { findBuilt } from '../../paths';
import { readState, rowsStart, type ReadTask } from './read-task';

/** Bytes of rows that wait to be taken; the oldest are dropped beyond it. */
const maxWaitingBytes = 64 << 20;
/** Pieces of memory that are kept for coming tasks: a launch has as many batches at most. */
const maxFree = 50;
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
  /** Memory for coming tasks: the collector sees little of shared memory and would let gigabytes of it lie. */
  private readonly free: SharedArrayBuffer[] = [];
  /** Memory of the rows that were taken last. */
  private lent: SharedArrayBuffer | undefined;

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
    const shared = this.memoryFor(rowsStart + indices.length * this.rowBytes);
    const task: ReadTask = { descriptor: this.descriptor, rowBytes: this.rowBytes, indices: indices.slice(), shared };
    this.worker.postMessage(task);
    this.waiting.push(task);
    this.waitingBytes += shared.byteLength;
    while (this.waitingBytes > maxWaitingBytes && this.waiting.length > 1) this.drop();
  }

  /**
   * The rows at indices where they were begun with; undefined where they were not, or the thread could not read them. They hold
   * until the next call: their memory is used again.
   */
  take(indices: Int32Array): Uint8Array | undefined {
    this.takeBack();
    const place = this.waiting.findIndex((task) => isSame(task.indices, indices));
    if (place < 0) return undefined;
    for (let older = 0; older < place; older += 1) this.drop();
    const shared = this.next();
    if (shared === undefined) return undefined;
    const state = new Int32Array(shared, 0, 1);
    Atomics.wait(state, 0, readState.reading, maxWaitMs);
    if (Atomics.load(state, 0) !== readState.done) return undefined;
    this.lent = shared;
    return new Uint8Array(shared, rowsStart, indices.length * this.rowBytes);
  }

  close(): void {
    this.waiting.length = 0;
    this.free.length = 0;
    void this.worker.terminate();
  }

  /** Memory that nothing is read into any more, of at least these bytes. */
  private memoryFor(bytes: number): SharedArrayBuffer {
    this.takeBack();
    const place = this.free.findIndex(({ byteLength }) => byteLength >= bytes);
    const [known] = place < 0 ? [] : this.free.splice(place, 1);
    if (known === undefined) return new SharedArrayBuffer(bytes);
    Atomics.store(new Int32Array(known, 0, 1), 0, readState.reading);
    return known;
  }

  private takeBack(): void {
    if (this.lent !== undefined) this.keep(this.lent);
    this.lent = undefined;
  }

  private keep(shared: SharedArrayBuffer): void {
    if (this.free.length < maxFree) this.free.push(shared);
  }

  /** Drops the oldest rows. Memory that the thread may still write into is left to the collector. */
  private drop(): void {
    const shared = this.next();
    if (shared === undefined || Atomics.load(new Int32Array(shared, 0, 1), 0) === readState.reading) return;
    this.keep(shared);
  }

  private next(): SharedArrayBuffer | undefined {
    const shared = this.waiting.shift()?.shared;
    this.waitingBytes -= shared?.byteLength ?? 0;
    return shared;
  }
}

function isSame(one: Int32Array, other: Int32Array): boolean {
  return one.length === other.length && one.every((index, place) => index === other[place]);
}

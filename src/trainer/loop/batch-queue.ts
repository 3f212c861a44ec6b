import { ChangeThreads, type ChangeTask } from '../../augmentation';
import { changedBatch, changesExamples, indexBatch, shuffledIndices, type Batch, type IndexedBatch } from '../../data';
import { nextBatch, type StepSettings } from '../step/prepare-step';
import { LaunchArrays } from './launch-arrays';

/** Bytes of batches that wait for their steps. */
const maxWaitingBytes = 256 << 20;
/** Bytes of rows that are read from a file before their batch is made. */
const maxReadAheadBytes = 32 << 20;

/**
 * Batches of a training by their steps. Those with changed examples are made on other threads and in other processes, ahead of the steps that take them,
 * and rows that lie in a file are read there: all chance follows from seed, epoch and step, so that it makes no difference when a batch is made.
 */
export class BatchQueue {
  private readonly ahead = new Map<number, Promise<Batch | IndexedBatch>>();
  private threads: ChangeThreads | undefined;
  private order: { readonly epoch: number; readonly indices: Int32Array } | undefined;
  private readonly perEpoch: number;
  /** The step behind the last one whose rows are being read. */
  private readAheadTo = 0;
  private readonly images: LaunchArrays;
  private readonly labels: LaunchArrays;

  constructor(private readonly settings: StepSettings) {
    this.perEpoch = Math.ceil(settings.examples.indices.length / settings.train.batchSize);
    this.images = new LaunchArrays(settings.train.batchSize * settings.data.features);
    this.labels = new LaunchArrays(settings.train.batchSize * settings.data.classes);
  }

  /** The batch of a step, from 0. */
  async take(step: number): Promise<Batch | IndexedBatch> {
    const batch = this.ahead.get(step) ?? this.make(step);
    this.ahead.delete(step);
    return batch;
  }

  /** Makes memory ready for the batches of the next launch, of `count` steps. */
  begin(count: number): void {
    const { data, gathersRows } = this.settings;
    if (gathersRows === true) this.labels.begin(count);
    else if (!changesExamples(data)) this.images.begin(count);
  }

  /** Gives the batches of the first launch back that is not yet given back; coming ones are written over them. */
  release(): void {
    this.images.release();
    this.labels.release();
  }

  /** Begins with the batches of the steps from `step` on that take time to make, as many as memory allows. */
  prepare(step: number, count: number): void {
    const { data, train, gathersRows } = this.settings;
    if (gathersRows === true) return;
    if (!changesExamples(data)) {
      this.readAhead(step, count);
      return;
    }
    const bytes = 4 * 2 * train.batchSize * data.features;
    const last = Math.min(step + count, this.perEpoch * train.epochs, step + Math.max(maxWaitingBytes / bytes, 1));
    for (let next = step; next < last; next += 1) {
      if (this.ahead.has(next)) continue;
      const batch = this.make(next);
      // A failure counts where the batch is taken.
      batch.catch(() => undefined);
      this.ahead.set(next, batch);
    }
  }

  /** Begins to read the rows of the batches from `step` on where they lie in a file. */
  private readAhead(step: number, count: number): void {
    const { data, train } = this.settings;
    const { images } = data.train;
    if (images instanceof Float32Array || images.prefetch === undefined) return;
    const affordable = Math.max(Math.floor(maxReadAheadBytes / (train.batchSize * data.features)), 1);
    const last = Math.min(step + Math.min(count, affordable), this.perEpoch * train.epochs);
    for (let next = Math.max(step, this.readAheadTo); next < last; next += 1) images.prefetch(this.indicesOf(next));
    this.readAheadTo = Math.max(last, this.readAheadTo);
  }

  /** Ends the threads; batches that were not taken are dropped. */
  async close(): Promise<void> {
    this.ahead.clear();
    await this.threads?.close();
  }

  private make(step: number): Promise<Batch | IndexedBatch> {
    const { data, examples, train, seed, gathersRows } = this.settings;
    const epoch = Math.floor(step / this.perEpoch);
    if (gathersRows === true) {
      const { hasLabel } = examples;
      const indices = this.indicesOf(step);
      return Promise.resolve(indexBatch(data, data.train, indices, train.batchSize, hasLabel, this.labels.next()));
    }
    if (!changesExamples(data)) {
      return Promise.resolve(
        nextBatch(this.settings, this.orderOf(epoch), step, step % this.perEpoch, this.images.next()),
      );
    }
    const { batchSize } = train;
    const indices = this.indicesOf(step).slice();
    return changedBatch(data, examples, indices, { seed, step, epoch, batchSize }, (task) => this.change(task));
  }

  private change(task: ChangeTask): Promise<Float32Array> {
    this.threads ??= new ChangeThreads();
    return this.threads.change(task);
  }

  /** Places in the training split of a step's examples. */
  private indicesOf(step: number): Int32Array {
    const { batchSize } = this.settings.train;
    const start = (step % this.perEpoch) * batchSize;
    return this.orderOf(Math.floor(step / this.perEpoch)).subarray(start, start + batchSize);
  }

  /** Places in the training split in the order of an epoch. */
  private orderOf(epoch: number): Int32Array {
    if (this.order?.epoch !== epoch) {
      const { indices } = this.settings.examples;
      const order = shuffledIndices(indices.length, this.settings.seed, epoch);
      for (let place = 0; place < order.length; place += 1) order[place] = indices[order[place] ?? 0] ?? 0;
      this.order = { epoch, indices: order };
    }
    return this.order.indices;
  }
}

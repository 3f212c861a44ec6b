import { ChangeThreads, type ChangeTask } from '../../augmentation';
import { changedBatch, shuffledIndices, type Batch } from '../../data';
import { nextBatch, type StepSettings } from '../step/prepare-step';

/** Bytes of batches that wait for their steps. */
const maxWaitingBytes = 256 << 20;

/**
 * Batches of a training by their steps. Those with changed pictures are made on other threads, ahead of the steps that take them:
 * all chance follows from seed, epoch and step, so that it makes no difference when a batch is made.
 */
export class BatchQueue {
  private readonly ahead = new Map<number, Promise<Batch>>();
  private threads: ChangeThreads | undefined;
  private order: { readonly epoch: number; readonly indices: Int32Array } | undefined;
  private readonly perEpoch: number;

  constructor(private readonly settings: StepSettings) {
    this.perEpoch = Math.ceil(settings.examples.indices.length / settings.train.batchSize);
  }

  /** The batch of a step, from 0. */
  async take(step: number): Promise<Batch> {
    const batch = this.ahead.get(step) ?? this.make(step);
    this.ahead.delete(step);
    return batch;
  }

  /** Begins with the batches of the steps from `step` on that take time to make, as many as memory allows. */
  prepare(step: number, count: number): void {
    const { data, train } = this.settings;
    if (data.augment === undefined) return;
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

  /** Ends the threads; batches that were not taken are dropped. */
  async close(): Promise<void> {
    this.ahead.clear();
    await this.threads?.close();
  }

  private make(step: number): Promise<Batch> {
    const { data, examples, train, seed } = this.settings;
    const epoch = Math.floor(step / this.perEpoch);
    const order = this.orderOf(epoch);
    const inEpoch = step % this.perEpoch;
    if (data.augment === undefined) return Promise.resolve(nextBatch(this.settings, order, step, inEpoch));
    const { batchSize } = train;
    const indices = order.slice(inEpoch * batchSize, (inEpoch + 1) * batchSize);
    return changedBatch(data, examples, indices, { seed, step, epoch, batchSize }, (task) => this.change(task));
  }

  private change(task: ChangeTask): Promise<Float32Array> {
    this.threads ??= new ChangeThreads();
    return this.threads.change(task);
  }

  /** Places in the training split in the order of an epoch. */
  private orderOf(epoch: number): Int32Array {
    if (this.order?.epoch !== epoch) {
      const { indices } = this.settings.examples;
      const order = shuffledIndices(indices.length, this.settings.seed, epoch).map((place) => indices[place] ?? 0);
      this.order = { epoch, indices: order };
    }
    return this.order.indices;
  }
}

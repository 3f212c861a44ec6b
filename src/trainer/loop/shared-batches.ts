import type { Batch } from '../../data';
import type { BatchQueue } from './batch-queue';

/** Batches of a training by their steps. */
export type BatchSource = Pick<BatchQueue, 'take' | 'prepare' | 'release' | 'close'>;

/** Batches of trainings that learn from the same rows in the same order: each batch is made once. */
export class SharedBatches {
  private readonly made = new Map<number, Promise<Batch>>();
  /** The next step of each training. */
  private readonly positions = new Map<symbol, number>();
  /** The step of each batch, and the number of trainings that have taken it and not given it back. */
  private readonly taken = new Map<Batch, { readonly step: number; holders: number }>();

  constructor(private readonly queue: BatchSource) {}

  /** The batches of one more training, from a step on. */
  join(firstStep: number): BatchSource {
    const training = Symbol('training');
    this.positions.set(training, firstStep);
    return {
      take: (step) => this.take(training, step),
      prepare: (step, count) => this.queue.prepare(step, count),
      release: (batches) => this.release(batches),
      close: () => this.close(training),
    };
  }

  private async take(training: symbol, step: number): Promise<Batch> {
    const making = this.made.get(step) ?? this.queue.take(step);
    this.made.set(step, making);
    this.positions.set(training, step + 1);
    this.forget();
    const batch = await making;
    const holding = this.taken.get(batch) ?? { step, holders: 0 };
    this.taken.set(batch, holding);
    holding.holders += 1;
    return batch;
  }

  /** Gives a batch's arrays back once no training needs them. */
  private release(batches: readonly Batch[]): void {
    for (const batch of batches) {
      const holding = this.taken.get(batch);
      if (holding === undefined) continue;
      holding.holders -= 1;
      if (holding.holders > 0 || this.made.has(holding.step)) continue;
      this.taken.delete(batch);
      this.queue.release([batch]);
    }
  }

  private forget(): void {
    const first = Math.min(...this.positions.values());
    for (const step of this.made.keys()) if (step < first) this.made.delete(step);
  }

  private async close(training: symbol): Promise<void> {
    this.positions.delete(training);
    this.forget();
    if (this.positions.size === 0) await this.queue.close();
  }
}

import type { Batch, IndexedBatch } from '../../data';
import { gatherLogits, type GatherLogits } from '../step/teacher-source';
import type { BatchQueue } from './batch-queue';

/** Batches of a training by their steps. */
export interface BatchSource extends Pick<BatchQueue, 'begin' | 'take' | 'prepare' | 'release' | 'close'> {
  /** Gathers teachers' logits of its batches; absent: anew for each training. */
  readonly gather?: GatherLogits;
}

/** Batches of trainings that learn from the same rows in the same order: each batch is made once. */
export class SharedBatches {
  private readonly made = new Map<number, Promise<Batch | IndexedBatch>>();
  /** The next step of each training. */
  private readonly positions = new Map<symbol, number>();
  /** Rows of teachers' logits by the batches and the logits that they are of. */
  private readonly gathered = new WeakMap<Batch | IndexedBatch, Map<Float32Array, Float32Array>>();

  constructor(private readonly queue: Pick<BatchSource, 'take' | 'prepare' | 'close'>) {}

  /** The batches of one more training, from a step on. Trainings may be at other steps, so that no memory is used again. */
  join(firstStep: number): BatchSource {
    const training = Symbol('training');
    this.positions.set(training, firstStep);
    return {
      begin: () => undefined,
      take: (step) => this.take(training, step),
      prepare: (step, count) => this.queue.prepare(step, count),
      release: () => undefined,
      gather: (logits, batch, sizes) => this.gather(logits, batch, sizes),
      close: () => this.close(training),
    };
  }

  private take(training: symbol, step: number): Promise<Batch | IndexedBatch> {
    const batch = this.made.get(step) ?? this.queue.take(step);
    this.made.set(step, batch);
    this.positions.set(training, step + 1);
    this.forget();
    return batch;
  }

  /** Trainings of one teacher are given one array, which is fed to their step once. */
  private gather(...[logits, batch, sizes]: Parameters<GatherLogits>): Float32Array {
    const known = this.gathered.get(batch) ?? new Map<Float32Array, Float32Array>();
    this.gathered.set(batch, known);
    const rows = known.get(logits) ?? gatherLogits(logits, batch, sizes);
    known.set(logits, rows);
    return rows;
  }

  /** Drops batches that all trainings have taken. */
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

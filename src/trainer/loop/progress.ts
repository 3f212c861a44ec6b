import type { Wait } from '../../models/training';
import type { Evaluation } from '../../runs';
import type { StepSamples } from './events';

/** Progress of a training; stored with its checkpoints. */
export interface Progress {
  readonly step: number;
  readonly bestEpoch: number;
  readonly bestAccuracy: number;
  /** Decides between epochs of equal accuracy. */
  readonly bestCrossEntropy: number;
  /** Epochs whose end was evaluated; one fewer than were trained where an attempt ended in between. */
  readonly evaluatedEpochs: number;
  /** Samples of the steps so far, and those on which each guard acted. */
  readonly guarded: GuardedSamples;
  /** Training time over all attempts, up to the last checkpoint. */
  readonly seconds: number;
  /** The wait of an early stop; absent where there is none, and before its first epoch. */
  readonly earlyStop?: Wait;
  /** The wait of a plateau schedule, and the times that it has lowered the learning rate. */
  readonly plateau?: Wait & { readonly reductions: number };
}

/** Samples, and those on which guards acted, by the guards' names. */
export interface GuardedSamples {
  readonly samples: number;
  readonly guards: readonly (readonly [name: string, samples: number])[];
  /** Names of guards with a notice: one for many samples, one more for most. */
  readonly told: readonly string[];
}

const beginning: Progress = {
  step: 0,
  bestEpoch: 0,
  bestAccuracy: -1,
  bestCrossEntropy: Number.MAX_VALUE,
  evaluatedEpochs: 0,
  guarded: { samples: 0, guards: [], told: [] },
  seconds: 0,
};

/** Progress as a checkpoint has it. */
export type StoredProgress = Omit<Progress, 'guarded'> & Partial<Pick<Progress, 'guarded'>>;

/** The progress of one training, moved by its loop's handlers. */
export class ProgressTracker {
  private reached = beginning;
  private startedAt = performance.now();

  /** @param keep the epoch whose weights are the result: the one that validates best, or the last. */
  constructor(private readonly keep: 'best' | 'last') {}

  get current(): Progress {
    return this.reached;
  }

  /** True of an evaluated epoch whose weights are the result so far. */
  isBest(epoch: number): boolean {
    return this.reached.bestEpoch === epoch;
  }

  reachStep(step: number): void {
    this.reached = { ...this.reached, step };
  }

  /** Adds the samples of a step. */
  addSamples({ count, guarded }: StepSamples): void {
    const { samples, guards, told } = this.reached.guarded;
    const before = new Map(guards);
    const added = [...guarded].map(([name, acted]) => [name, acted + (before.get(name) ?? 0)] as const);
    this.reached = { ...this.reached, guarded: { samples: samples + count, guards: added, told } };
  }

  /** Records that a guard has its notice. */
  tell(note: string): void {
    const { guarded } = this.reached;
    this.reached = { ...this.reached, guarded: { ...guarded, told: [...guarded.told, note] } };
  }

  /** Takes the waits of an early stop and of a plateau. */
  wait(waits: Pick<Progress, 'earlyStop' | 'plateau'>): void {
    this.reached = { ...this.reached, ...waits };
  }

  /** Takes the evaluation of an epoch's weights on the validation split. */
  endEpoch(epoch: number, { accuracy, crossEntropy }: Pick<Evaluation, 'accuracy' | 'crossEntropy'>): void {
    this.reached = { ...this.reached, evaluatedEpochs: epoch };
    if (!this.isImproved(accuracy, crossEntropy)) return;
    this.reached = { ...this.reached, bestEpoch: epoch, bestAccuracy: accuracy, bestCrossEntropy: crossEntropy };
  }

  /** Continues a checkpoint's progress. Without the best epoch's weights the next epoch is the best so far. */
  resume(stored: StoredProgress, hasBestWeights: boolean): void {
    // Checkpoints of version 0.1 have counted no samples.
    const { step, seconds, evaluatedEpochs, guarded = beginning.guarded, earlyStop, plateau } = stored;
    const waits = { ...(earlyStop && { earlyStop }), ...(plateau && { plateau }) };
    this.reached = { ...(hasBestWeights ? stored : beginning), step, seconds, evaluatedEpochs, guarded, ...waits };
  }

  /** Starts the clock of this attempt, once its step is compiled and its weights are in place. */
  startClock(): void {
    this.startedAt = performance.now() - this.reached.seconds * 1000;
  }

  readClock(): void {
    this.reached = { ...this.reached, seconds: (performance.now() - this.startedAt) / 1000 };
  }

  private isImproved(accuracy: number, crossEntropy: number): boolean {
    if (this.keep === 'last') return true;
    const { bestAccuracy, bestCrossEntropy } = this.reached;
    return accuracy > bestAccuracy || (accuracy === bestAccuracy && crossEntropy < bestCrossEntropy);
  }
}

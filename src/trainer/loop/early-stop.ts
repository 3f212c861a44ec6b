import { waitOn, type EarlyStop } from '../../models/training';
import type { Evaluation, EventWriter } from '../../runs';
import { formatEarlyStop } from '../../wording';
import type { LoopHandler } from './events';
import type { ProgressTracker } from './progress';

/** The last evaluation on the validation split. */
export interface Validated {
  readonly result: Pick<Evaluation, 'accuracy' | 'crossEntropy'> | undefined;
}

/** The value of a metric in an evaluation. */
export function metricOf({ metric }: Pick<EarlyStop, 'metric'>, { result }: Validated): number {
  return (metric === 'accuracy' ? result?.accuracy : result?.crossEntropy) ?? Number.NaN;
}

/** Counts the epochs since the validation was best, and writes a notice where the loop ends by them. */
export class EarlyStopHandler implements LoopHandler {
  constructor(
    private readonly settings: EarlyStop,
    private readonly progress: ProgressTracker,
    private readonly validated: Validated,
    /** Writes the notice; `title` is the network in a few words. */
    private readonly log: { readonly events: EventWriter; readonly title: string; readonly epochs: number },
  ) {}

  /** True once the patience has run out. */
  get hasEnded(): boolean {
    return (this.progress.current.earlyStop?.epochs ?? 0) >= this.settings.patience;
  }

  onEpochEnd(epoch: number): Promise<void> {
    const before = this.progress.current.earlyStop ?? { epochs: 0 };
    this.progress.wait({ earlyStop: waitOn(before, this.settings, metricOf(this.settings, this.validated)) });
    if (this.hasEnded && epoch < this.log.epochs) {
      const message = `${this.log.title} is ${formatEarlyStop({ epoch, patience: this.settings.patience })}`;
      this.log.events.write({ type: 'notice', message });
    }
    return Promise.resolve();
  }
}

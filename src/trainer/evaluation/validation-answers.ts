import type { LoopHandler } from '../loop/events';
import type { ProgressTracker } from '../loop/progress';
import type { EpochEvaluation } from './epoch-evaluation';
import type { KeptAnswers } from './keep-answers';

/** Keeps the logits of each epoch's evaluation, with the checkpoints that hold its weights. */
export class ValidationAnswers implements LoopHandler {
  constructor(
    private readonly evaluation: EpochEvaluation,
    private readonly progress: ProgressTracker,
    private readonly kept: KeptAnswers,
  ) {}

  async onEpochEnd(epoch: number): Promise<void> {
    const checkpoints = this.progress.isBest(epoch) ? (['best', 'last'] as const) : (['last'] as const);
    const { step } = this.progress.current;
    await this.kept.put({ checkpoints, split: 'validation', step, epoch, logits: this.evaluation.logits });
  }
}

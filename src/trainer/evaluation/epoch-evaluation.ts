import type { Evaluation } from '../../runs';
import type { LoopHandler } from '../loop/events';
import type { ProgressTracker } from '../loop/progress';
import type { Evaluator } from './evaluator';

/** Evaluates on the validation split at the end of each epoch, which decides whose weights are kept. */
export class EpochEvaluation implements LoopHandler {
  /** Logits of the last evaluation, [count, classes]. */
  logits: Float32Array = new Float32Array();
  /** Its figures; undefined before the first. */
  result: Evaluation | undefined;

  constructor(
    private readonly evaluator: Evaluator,
    private readonly progress: ProgressTracker,
  ) {}

  async onEpochEnd(epoch: number): Promise<void> {
    const { step } = this.progress.current;
    const { logits, result } = await this.evaluator.evaluate('validation', { step, epoch });
    Object.assign(this, { logits, result });
    this.progress.endEpoch(epoch, result);
  }
}

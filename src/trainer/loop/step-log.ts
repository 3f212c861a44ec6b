import type { EventWriter, Phase, StepResult } from '../../runs';
import type { LoopHandler } from './events';
import type { ProgressTracker } from './progress';

/** The network that an event is about. */
export interface Origin {
  readonly phase: Phase;
  /** Name of one of several teachers. */
  readonly teacher?: string;
}

/** Writes each step into the run's log, and moves the progress to it. */
export class StepLog implements LoopHandler {
  constructor(
    private readonly origin: Origin,
    private readonly progress: ProgressTracker,
    private readonly events: EventWriter,
  ) {}

  onStep(result: StepResult): void {
    this.progress.reachStep(result.step);
    this.events.write({ type: 'step', ...this.origin, ...result });
  }
}

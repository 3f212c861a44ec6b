import type { EventWriter, NewEvent, Phase, StepResult } from '../../runs';
import type { LoopHandler } from './events';
import type { ProgressTracker } from './progress';

/** The network that an event is about. */
export interface Origin {
  readonly phase: Phase;
  /** Name of one of several teachers. */
  readonly teacher?: string;
}

/** Writes the steps of each launch into the run's log, at once, and moves the progress to each. */
export class StepLog implements LoopHandler {
  private steps: NewEvent[] = [];

  constructor(
    private readonly origin: Origin,
    private readonly progress: ProgressTracker,
    private readonly events: EventWriter,
  ) {}

  onStep(result: StepResult): void {
    this.progress.reachStep(result.step);
    this.steps.push({ type: 'step', ...this.origin, ...result });
  }

  onLaunchEnd(): void {
    const { steps } = this;
    this.steps = [];
    this.events.writeAll(steps);
  }
}

import { actingGuards, type EventWriter, type StepResult } from '../../runs';
import type { LoopHandler, StepSamples } from './events';
import type { ProgressTracker } from './progress';
import type { Origin } from './step-log';

/**
 * Counts the samples on which guards act and writes the counts at the end of each epoch, with a notice of a guard
 * that acts on many samples, and one more where it acts on most.
 */
export class GuardLog implements LoopHandler {
  constructor(
    private readonly origin: Origin,
    private readonly progress: ProgressTracker,
    private readonly stepsPerEpoch: number,
    private readonly events: EventWriter,
  ) {}

  onStep(_: StepResult, samples: StepSamples): void {
    this.progress.addSamples(samples);
  }

  onEpochEnd(): Promise<void> {
    const { step, guarded } = this.progress.current;
    const guards = guarded.guards.flatMap(([name, samples]) => (samples > 0 ? [{ name, samples }] : []));
    if (guards.length === 0) return Promise.resolve();
    const counted = { samples: guarded.samples, guards };
    const epoch = step / this.stepsPerEpoch;
    this.events.write({ type: 'guards', ...this.origin, step, epoch, ...counted });
    for (const { name, sentence, isOfMost } of actingGuards(counted)) {
      const note = isOfMost ? `${name}: most` : name;
      if (guarded.told.includes(note) || guarded.told.includes(`${name}: most`)) continue;
      this.progress.tell(note);
      this.events.write({ type: 'notice', message: sentence });
    }
    return Promise.resolve();
  }
}

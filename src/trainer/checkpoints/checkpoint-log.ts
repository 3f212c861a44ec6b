import { runFiles, type EventWriter } from '../../runs';
import type { LoopHandler } from '../loop/events';
import type { ProgressTracker } from '../loop/progress';

/** Writes each checkpoint of a student into the run's log. */
export class CheckpointLog implements LoopHandler {
  constructor(
    private readonly progress: ProgressTracker,
    private readonly stepsPerEpoch: number,
    private readonly events: EventWriter,
  ) {}

  onCheckpoint(name: 'last' | 'best'): void {
    const { step, bestEpoch } = this.progress.current;
    const epoch = name === 'best' ? bestEpoch : step / this.stepsPerEpoch;
    // A log is read on any machine, so its paths have one form.
    const file = `${runFiles.checkpoints}/${name}.weights`;
    this.events.write({ type: 'checkpoint', step, epoch, file, best: name === 'best' });
  }
}

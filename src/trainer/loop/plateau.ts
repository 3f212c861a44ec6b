import { waitOn, type PlateauSchedule } from '../../models/training';
import type { EventWriter } from '../../runs';
import { formatCountOf, formatNumber } from '../../wording';
import { metricOf, type Validated } from './early-stop';
import type { LoopHandler } from './events';
import type { ProgressTracker } from './progress';

/** Lowers the learning rate where the validation has got no better for some epochs; the wait then begins anew. */
export class PlateauHandler implements LoopHandler {
  constructor(
    private readonly schedule: PlateauSchedule,
    private readonly progress: ProgressTracker,
    private readonly validated: Validated,
    /** Writes a notice of each fall; `rateAfter` gives the learning rate after a number of them. */
    private readonly log: {
      readonly events: EventWriter;
      readonly title: string;
      readonly rateAfter: (reductions: number) => number;
    },
  ) {}

  onEpochEnd(epoch: number): Promise<void> {
    const { reductions, ...before } = this.progress.current.plateau ?? { epochs: 0, reductions: 0 };
    const wait = waitOn(before, this.schedule, metricOf(this.schedule, this.validated));
    const { patience } = this.schedule;
    const isDue = wait.epochs >= patience;
    const after = reductions + (isDue ? 1 : 0);
    this.progress.wait({ plateau: { ...wait, epochs: isDue ? 0 : wait.epochs, reductions: after } });
    const [old, now] = [reductions, after].map((count) => this.log.rateAfter(count));
    if (old !== now) {
      const message = `the learning rate of ${this.log.title} falls to ${formatNumber(now, 3)} after epoch ${epoch}: no better for ${formatCountOf(patience, 'epoch')}`;
      this.log.events.write({ type: 'notice', message });
    }
    return Promise.resolve();
  }
}

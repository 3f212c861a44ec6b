import type { EventWriter } from '../runs';
import type { SweepOptions } from '../sweeps';
import { formatNumber } from '../wording';
import { describeValues, type SweepPoint } from './jobs';
import { valueOfScore } from './score';

/** Runs of a sweep that have ended, those of them without a result, and all that are planned. */
export interface SweepCounts {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** Changes of the sweep that they follow from; absent without any. */
  readonly changes?: number;
}

/** The best point of a search, and the mean score of its runs; lower is better. */
export interface BestPoint {
  readonly point: SweepPoint;
  readonly score: number;
}

/** Writes how a sweep's runs stand into its log, where that has changed. */
export class SweepLog {
  private written = '';

  constructor(
    private readonly events: EventWriter,
    private readonly goal: SweepOptions['goal'],
  ) {}

  write(counts: SweepCounts, best: BestPoint | undefined): void {
    const score = best && valueOfScore(best.score, this.goal);
    const event = {
      ...counts,
      ...(best !== undefined &&
        score !== undefined && {
          best: `${describeValues(best.point)}: ${this.goal.metric} ${formatNumber(score, 4)}`,
          score,
        }),
    };
    const text = JSON.stringify(event);
    if (text === this.written) return;
    this.written = text;
    this.events.write({ type: 'sweep', ...event });
  }
}

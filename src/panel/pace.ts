import type { StepEvent } from '../runs';

/** Milliseconds of the log that a pace is measured over, and those below which none is known. */
const windowMs = 60_000;
const minMs = 900;

/** Pace of a training by the log's clock, with evaluations and checkpoints, over its last minute. */
export class Pace {
  private series = '';
  private moments: { readonly at: number; readonly epoch: number }[] = [];

  /** Forgets an attempt that ended. */
  clear(): void {
    this.moments = [];
  }

  /** Adds a step. One of another network begins anew. */
  add({ at, epoch, phase, teacher = '' }: Pick<StepEvent, 'at' | 'epoch' | 'phase' | 'teacher'>): void {
    if (at === undefined) return;
    const series = `${phase} ${teacher}`;
    if (series !== this.series) this.moments = [];
    this.series = series;
    this.moments.push({ at, epoch });
    const from = at - windowMs;
    while (this.moments.length > 2 && (this.moments[1]?.at ?? at) <= from) this.moments.shift();
  }

  /** Seconds until the end of a training of so many epochs; undefined before a pace is known. */
  secondsLeft(epochs: number): number | undefined {
    const [first, last] = [this.moments[0], this.moments.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < minMs) return undefined;
    const perEpoch = (last.at - first.at) / 1000 / (last.epoch - first.epoch);
    return perEpoch > 0 && Number.isFinite(perEpoch) ? Math.max(0, epochs - last.epoch) * perEpoch : undefined;
  }
}

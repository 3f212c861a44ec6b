import type { Fence } from './fence';
import type { Numbers } from './growing-curve';

/** From here on there is no bias left that a number could hold. */
const negligible = 1e-17;

/**
 * The debiased exponential moving average that TensorBoard draws: s ← w·s + (1 − w)·value, divided by 1 − wⁿ after n finite
 * values, so that the start is no pull towards 0. A value that is not finite passes through and moves nothing; neither does
 * one outside of the fence, where there is one, but the average goes on through it.
 */
export class Smoother {
  private sum = 0;
  private remaining = 1;

  /** `weight` of what was, from 0 to below 1. */
  constructor(
    private readonly weight: number,
    private readonly fence: Fence = { low: -Infinity, high: Infinity },
  ) {}

  /** The averages of the values in [start, end), which follow those before; they are written to the same places. */
  smooth(values: Numbers, start: number, end: number, averages: Numbers): void {
    let index = start;
    for (; index < end && this.remaining > negligible; index += 1) {
      averages[index] = this.next(values[index] ?? Number.NaN);
    }
    const { weight } = this;
    const { low, high } = this.fence;
    const share = 1 - weight;
    let { sum } = this;
    for (; index < end; index += 1) {
      const value = values[index] ?? Number.NaN;
      if (value >= low && value <= high && value - value === 0) sum += share * (value - sum);
      averages[index] = value - value === 0 ? sum : value;
    }
    this.sum = sum;
  }

  private next(value: number): number {
    if (!Number.isFinite(value)) return value;
    const { weight, fence } = this;
    if (value >= fence.low && value <= fence.high) {
      this.sum = weight * this.sum + (1 - weight) * value;
      this.remaining *= weight;
    }
    return this.remaining === 1 ? Number.NaN : this.sum / (1 - this.remaining);
  }
}

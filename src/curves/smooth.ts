import type { Fence } from './fence';
import type { FloatArray } from './growing-curve';

/** Bias below which the correction no longer changes a float. */
const negligible = 1e-17;

/**
 * Debiased exponential moving average, as TensorBoard draws it: s ← w·s + (1 − w)·value, divided by 1 − wⁿ after n finite
 * values to remove the pull of the start towards 0. A value that is not finite is copied to the output and does not change
 * the average. An outlier, outside the fence if one is given, does not change it either, and the average is written there.
 */
export class Smoother {
  private sum = 0;
  private remaining = 1;

  /** `weight` of the previous average, in [0, 1). */
  constructor(
    private readonly weight: number,
    private readonly fence: Fence = { low: -Infinity, high: Infinity },
  ) {}

  /** Writes the averages of the rows [start, end) to the same rows of the output; rows must come in order. */
  smooth(values: FloatArray, start: number, end: number, averages: FloatArray): void {
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

/**
 * The debiased exponential moving average that TensorBoard draws: s ← w·s + (1 − w)·value, divided by 1 − wⁿ after n finite
 * values, so that the start is no pull towards 0. A value that is not finite passes through and moves nothing.
 */
export class Smoother {
  private sum = 0;
  private remaining = 1;

  /** `weight` of what was, from 0 to below 1. */
  constructor(private readonly weight: number) {}

  next(value: number): number {
    if (!Number.isFinite(value)) return value;
    this.sum = this.weight * this.sum + (1 - this.weight) * value;
    this.remaining *= this.weight;
    return this.sum / (1 - this.remaining);
  }
}

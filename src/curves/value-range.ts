/** Constraints on the range of a plot's value axis. */
export interface ValueRange {
  /** Minimum height of the range, so that noise around a constant does not fill the plot. */
  readonly minSpan: number;
  /** Minimum height as a share of the values, so that tick labels need few digits. */
  readonly minShare?: number;
  readonly min?: number;
  readonly max?: number;
}

const defaultMinShare = 0.005;

/** The range of a value axis for values from `low` to `high`: a margin, the minimum span, then `min` and `max`. */
export function valueRange(
  low: number,
  high: number,
  { minSpan, minShare = defaultMinShare, min, max }: ValueRange,
): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [min ?? 0, max ?? (min ?? 0) + minSpan];
  const span = Math.max(minSpan, minShare * Math.max(Math.abs(low), Math.abs(high)));
  const missing = Math.max(0, span - (high - low));
  const margin = Math.max(high - low, span) * 0.06;
  let from = low - missing / 2 - margin;
  let to = high + missing / 2 + margin;
  if (min !== undefined && low >= min) from = Math.max(from, min);
  if (max !== undefined && high <= max) to = Math.min(to, max);
  return [from, to];
}

/** The range of a log axis for positive values between `low` and `high`: at least a factor of two, and a margin. */
export function logRange(low: number, high: number): [number, number] {
  if (!(low > 0) || !Number.isFinite(high)) return [0.1, 1];
  const factor = Math.max(1, Math.sqrt(2 / (high / low)));
  return [(low / factor) * 0.94, high * factor * 1.06];
}

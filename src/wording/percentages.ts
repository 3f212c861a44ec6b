import { missing, withMinus } from './numbers';

/**
 * A share as a percentage of fixed decimals: `98.58 %`. A share short of all is never rounded to `100.00 %` nor one above
 * none to `0.00 %`: they are `>99.99 %` and `<0.01 %`, so that 1 error among 60,000 is still seen.
 */
export function formatPercent(share: number | undefined, decimals = 2): string {
  if (share === undefined || !Number.isFinite(share)) return missing;
  const text = (100 * share).toFixed(decimals);
  const unit = 10 ** -decimals;
  if (share > 0 && Number(text) === 0) return `<${unit.toFixed(decimals)} %`;
  if (share < 1 && Number(text) === 100) return `>${(100 - unit).toFixed(decimals)} %`;
  return `${withMinus(text)} %`;
}

/** A share in as few characters as three significant digits allow: `50 %`, `0.123 %`. For ratios, not for results. */
export function formatRatio(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return missing;
  const text = String(Number((100 * share).toPrecision(3)));
  return share < 1 && text === '100' ? '>99.9 %' : `${withMinus(text)} %`;
}

/** A probability as a percentage, with enough digits to differ from zero: `12.3 %`, `0.05 %`, `3e−6 %`. */
export function formatProbability(probability: number | undefined): string {
  if (probability === undefined || !Number.isFinite(probability)) return missing;
  const share = probability * 100;
  if (share === 0) return '0 %';
  if (share < 1e-4) return `${withMinus(share.toExponential(0))} %`;
  return share >= 0.1 ? formatPercent(probability, 1) : `${Number(share.toPrecision(1))} %`;
}

/** A difference of two shares in percentage points, without its sign: `0.30 points`. */
export function formatPoints(difference: number | undefined, decimals = 2): string {
  if (difference === undefined || !Number.isFinite(difference)) return missing;
  const text = (100 * difference).toFixed(decimals);
  const isTooSmall = difference !== 0 && Number(text) === 0;
  return `${isTooSmall ? `<${(10 ** -decimals).toFixed(decimals)}` : withMinus(text)} points`;
}

/** A probability in percent, with as many digits as tell it from none. */
export function percent(value: number): string {
  const share = value * 100;
  if (share === 0) return '0 %';
  if (share < 1e-4) return `${share.toExponential(0).replace('e-', 'e−')} %`;
  return share >= 0.1 ? `${share.toFixed(1)} %` : `${Number(share.toPrecision(1))} %`;
}

/** A loss or a divergence in short; NaN for one that is not there. */
export function nats(value = Number.NaN): string {
  return Math.abs(value) >= 0.001 || value === 0 ? value.toFixed(3) : value.toExponential(1).replace('e-', 'e−');
}

import type { Generator } from '../random';

/** Draws from Beta(alpha, alpha) as X / (X + Y) with X and Y from Gamma(alpha). */
export function drawShare(alpha: number, generator: Generator): number {
  const first = drawGamma(alpha, generator);
  return first / (first + drawGamma(alpha, generator));
}

/** Marsaglia and Tsang 2000, ACM TOMS 26(3); below a shape of 1 by their section 6: Gamma(a) = Gamma(a + 1)·U^(1/a). */
function drawGamma(shape: number, generator: Generator): number {
  if (shape < 1) {
    const power = (1 - generator.nextUniform()) ** (1 / shape);
    return power * drawGamma(shape + 1, generator);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = generator.nextNormal();
    const v = (1 + c * normal) ** 3;
    if (v <= 0) continue;
    const uniform = 1 - generator.nextUniform();
    if (Math.log(uniform) < 0.5 * normal ** 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * Mixes the first `count` rows of [rows, width] in their place: share·row + (1 − share)·the row before, the last one before the first
 * (torchvision's MixUp, after Zhang et al. 2018, arXiv:1710.09412).
 */
export function mixRows(rows: Float32Array, width: number, count: number, share: number): void {
  if (count === 0) return;
  let before = rows.slice((count - 1) * width, count * width);
  for (let row = 0; row < count; row += 1) {
    const own = rows.slice(row * width, (row + 1) * width);
    const start = row * width;
    for (let place = 0; place < width; place += 1) {
      rows[start + place] = share * (own[place] ?? 0) + (1 - share) * (before[place] ?? 0);
    }
    before = own;
  }
}

/** Coefficients of Lanczos' approximation with g = 7 and nine terms (Godfrey 2001): a relative error below 1e-14. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const sum = lanczos.reduce((total, term, index) => total + (index === 0 ? term : term / (z + index)), 0);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Terms of a continued fraction after which it counts as settled, and the change that settles it. */
const maxTerms = 10_000;
const settled = 1e-16;

/** The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22, after Lentz). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on this side of the mean alone.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const notZero = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < maxTerms; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < settled) break;
  }
  return front * fraction;
}

/** P(|T| ≥ |t|) of Student's distribution with so many degrees of freedom. */
export function studentTwoSided(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** The t above which |T| lies with a probability of `share`, 0 < share < 1, by bisection. */
export function studentCritical(share: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentTwoSided(high, degrees) > share) [low, high] = [high, high * 2];
  while (high - low > 1e-14 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentTwoSided(middle, degrees) > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X ≥ k) of the binomial distribution of n chances of p each, 0 < p < 1 (DLMF 8.17.5). */
export function binomialTail(k: number, n: number, p: number): number {
  return k <= 0 ? 1 : incompleteBeta(p, k, n - k + 1);
}

/** P(X = k) and P(X ≤ k) of the binomial distribution of n even chances. */
export function fairBinomial(k: number, n: number): { readonly probability: number; readonly cumulative: number } {
  const at = (count: number): number =>
    Math.exp(logGamma(n + 1) - logGamma(count + 1) - logGamma(n - count + 1) - n * Math.LN2);
  let cumulative = 0;
  for (let count = 0; count <= k; count += 1) cumulative += at(count);
  return { probability: at(k), cumulative: Math.min(1, cumulative) };
}

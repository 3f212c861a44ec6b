type Bounds = readonly (readonly [from: number, to: number])[];

interface TestFunction {
  readonly bounds: Bounds;
  readonly value: (x: readonly number[]) => number;
}

const [one, two]: [(x: readonly number[]) => number, (x: readonly number[]) => number] = [
  (x) => x[0] ?? 0,
  (x) => x[1] ?? 0,
];

/** Branin 1972. */
function branin(x: readonly number[]): number {
  const [b, c, t] = [5.1 / (4 * Math.PI ** 2), 5 / Math.PI, 1 / (8 * Math.PI)];
  return (two(x) - b * one(x) ** 2 + c * one(x) - 6) ** 2 + 10 * (1 - t) * Math.cos(one(x)) + 10;
}

/** The six-hump camel of Dixon and Szegö 1978. */
function camel(x: readonly number[]): number {
  const [a, b] = [one(x), two(x)];
  return (4 - 2.1 * a ** 2 + a ** 4 / 3) * a ** 2 + a * b + (-4 + 4 * b ** 2) * b ** 2;
}

/** Rosenbrock 1960. */
const rosenbrock = (x: readonly number[]): number => 100 * (two(x) - one(x) ** 2) ** 2 + (1 - one(x)) ** 2;

/** Ackley 1987. */
function ackley(x: readonly number[]): number {
  const mean = (of: (v: number) => number): number => x.reduce((sum, v) => sum + of(v), 0) / x.length;
  const [squares, cosines] = [mean((v) => v * v), mean((v) => Math.cos(2 * Math.PI * v))];
  return -20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(cosines) + 20 + Math.E;
}

const rows = [
  { alpha: 1, a: [3, 10, 30], p: [0.3689, 0.117, 0.2673] },
  { alpha: 1.2, a: [0.1, 10, 35], p: [0.4699, 0.4387, 0.747] },
  { alpha: 3, a: [3, 10, 30], p: [0.1091, 0.8732, 0.5547] },
  { alpha: 3.2, a: [0.1, 10, 35], p: [0.0381, 0.5743, 0.8828] },
];

/** Hartmann's function of three variables (Dixon and Szegö 1978). */
function hartmann(x: readonly number[]): number {
  const exponent = (a: readonly number[], p: readonly number[]): number =>
    x.reduce((sum, v, at) => sum + (a[at] ?? 0) * (v - (p[at] ?? 0)) ** 2, 0);
  return -rows.reduce((sum, { alpha, a, p }) => sum + alpha * Math.exp(-exponent(a, p)), 0);
}

const repeated = (range: readonly [number, number], times: number): Bounds =>
  Array.from({ length: times }, () => range);

/** Published test functions, as test/fixtures/sweeps/reference.py has them. */
export const functions: Readonly<Record<string, TestFunction>> = {
  branin: {
    bounds: [
      [-5, 10],
      [0, 15],
    ],
    value: branin,
  },
  camel: {
    bounds: [
      [-3, 3],
      [-2, 2],
    ],
    value: camel,
  },
  rosenbrock: {
    bounds: [
      [-2, 2],
      [-1, 3],
    ],
    value: rosenbrock,
  },
  ackley: { bounds: repeated([-5, 5], 4), value: ackley },
  hartmann: { bounds: repeated([0, 1], 3), value: hartmann },
};

/** The mean of our results, and the highest mean that is no worse than theirs by more than their own standard deviation. */
export function reached(ours: readonly number[], theirs: readonly number[]): readonly [ours: number, limit: number] {
  const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;
  const theirMean = mean(theirs);
  return [mean(ours), theirMean + Math.sqrt(mean(theirs.map((value) => (value - theirMean) ** 2)))];
}

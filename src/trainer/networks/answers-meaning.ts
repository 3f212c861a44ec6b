/** A teacher's numbers for a class: `percentages` are probabilities × 100, `independent` those of a sigmoid for each class. */
export type AnswersMeaning = 'logits' | 'probabilities' | 'percentages' | 'independent' | 'log-probabilities';

/** Error of a row's sum that rounding to float16 explains. */
const tolerance = 2e-3;
/** Distance by which a sigmoid or tanh that is computed by an approximation leaves its range. */
const overshoot = 1e-5;
/** Rows below which numbers between 0 and 1 say nothing. */
const minRows = 20;

/**
 * Tells from answers [count, classes] on real examples what they are. Probabilities: no number is below 0 and each row sums
 * to 1; percentages: to 100; log-probabilities: no number is above 0 and the exponentials of each row sum to 1;
 * independent: each number lies between 0 and 1, the rows sum to something else, and most rows have a number above ½.
 */
export function meaningOf(answers: Float32Array, classes: number): AnswersMeaning {
  const rows = rowsOf(answers, classes);
  if (rows.length === 0 || classes < 2) return 'logits';
  const every = (holds: (row: Row) => boolean): boolean => rows.every(holds);
  const sumsTo = (whole: number) => (row: Row) =>
    row.min >= -tolerance * whole && Math.abs(row.sum - whole) <= tolerance * whole;
  if (every(sumsTo(1))) return 'probabilities';
  if (every(sumsTo(100))) return 'percentages';
  if (every(({ max, exponentials }) => max <= tolerance && Math.abs(exponentials - 1) <= tolerance)) {
    return 'log-probabilities';
  }
  const sure = rows.filter(({ max }) => max > 0.5).length;
  const isWithin = every(({ min, max }) => min >= -overshoot && max <= 1 + overshoot);
  return isWithin && rows.length >= minRows && sure >= rows.length / 2 ? 'independent' : 'logits';
}

/** True of logits that all lie between −1 and 1, come near an end in most rows and are below 0 in many, as behind a tanh. */
export function isLikeTanh(answers: Float32Array, classes: number): boolean {
  const rows = rowsOf(answers, classes);
  const isWithin = rows.every(({ min, max }) => min >= -1 - overshoot && max <= 1 + overshoot);
  const near = rows.filter(({ min, max }) => min < -0.5 || max > 0.5).length;
  const below = rows.filter(({ min }) => min < -0.5).length;
  return isWithin && rows.length >= minRows && near >= rows.length / 2 && below >= rows.length / 10;
}

interface Row {
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  /** Sum of the exponentials. */
  readonly exponentials: number;
}

function rowsOf(answers: Float32Array, classes: number): Row[] {
  return Array.from({ length: Math.floor(answers.length / classes) }, (_, row) => {
    let [min, max, sum, exponentials] = [Infinity, -Infinity, 0, 0];
    for (const value of answers.subarray(row * classes, (row + 1) * classes)) {
      // A NaN stays in all four, and comparisons with it are false: such answers count as logits.
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      exponentials += Math.exp(value);
    }
    return { min, max, sum, exponentials };
  });
}

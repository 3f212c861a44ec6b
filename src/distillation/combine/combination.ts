import type { Arithmetic } from '../arithmetic/arithmetic';
import { named, parameter } from '../arithmetic/named';

/** The inputs of a teacher's weight in a combination. */
export interface TeacherInputs<Value> {
  /** Logits, [rows, classes]. */
  readonly logits: Value;
  /** [rows, 1] or [1, 1]. */
  readonly temperature: Value;
  /** Its share of all teachers' weights, above 0. */
  readonly share: number;
}

/** One way to learn from several teachers. A new one is one file with such an object and one line in `catalogue.ts`. */
export interface Combination {
  readonly name: 'losses' | 'probabilities' | 'logits' | 'entropy' | 'confidence';
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  readonly usesLabels: boolean;
  /**
   * `losses`: a loss for each teacher, at its own temperature, weighted for each sample. Else one loss against one set of
   * logits: `probabilities`, each softened at its own temperature, or `logits`, all at one.
   */
  readonly makes: 'losses' | 'probabilities' | 'logits';
  /** For `losses`: each teacher's weight for each sample, [rows, 1] or [1, 1]; they sum to 1. */
  weights?<Value>(of: Arithmetic<Value>, teachers: readonly TeacherInputs<Value>[], labels: Value): readonly Value[];
  /** For the others: logits whose softmax at `temperature` is what the student imitates, [rows, classes]. */
  targets?<Value>(of: Arithmetic<Value>, teachers: readonly TeacherInputs<Value>[], temperature: Value): Value;
}

/** The sum of values, of which there is at least one. */
export function sumOf<Value>(of: Arithmetic<Value>, values: readonly Value[]): Value {
  return values.reduce((total, value) => of.add(total, value));
}

/** Σ share·value, [rows, …]. */
export function weightedSum<Value>(of: Arithmetic<Value>, values: readonly Value[], shares: readonly number[]): Value {
  const shareOf = (index: number): Value => {
    const share = shares[index] ?? 0;
    return values.length === 1 ? of.constant(share) : parameter(of, shareName(index), share);
  };
  return sumOf(
    of,
    values.map((value, index) => of.multiply(value, shareOf(index))),
  );
}

/** The name of the share of the teacher at a place, where formulas are written. */
export function shareName(index: number): string {
  return `teacher ${index + 1} share`;
}

/** Scores times shares, divided by their sum. */
export function normalised<Value>(
  of: Arithmetic<Value>,
  scores: readonly Value[],
  teachers: readonly TeacherInputs<Value>[],
): readonly Value[] {
  const shareOf = (index: number): Value => parameter(of, shareName(index), teachers[index]?.share ?? 0);
  const weighted = scores.map((score, index) => named(of, of.multiply(score, shareOf(index)), 'score'));
  // All scores of a sample may be 0, as when every teacher but one is perfect; then the shares alone decide.
  const total = named(of, sumOf(of, weighted), 'sum of scores');
  const isNothing = named(of, of.greater(of.constant(1e-12), total), 'is nothing');
  return weighted.map((value, index) => {
    const share = shareOf(index);
    const quotient = of.divide(value, named(of, of.select(isNothing, of.constant(1), total), 'divisor'));
    return named(of, of.select(isNothing, share, quotient), 'teacher weight');
  });
}

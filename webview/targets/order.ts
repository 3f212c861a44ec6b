import type { Samples } from '../../src/panel/messages';

export const orders = ['divergence', 'loss', 'place'] as const;
export type Order = (typeof orders)[number];

/** Filter of the listed examples: by label, and by the predictions of student and teacher. */
export interface Filter {
  readonly label?: number;
  readonly student?: number;
  readonly teacher?: number;
}

type Columns = Pick<Samples, 'labels' | 'studentChoices' | 'teacherChoices' | 'loss' | 'divergence'>;

/** Indices of the examples that pass the filter, the largest divergence or loss first, and NaN before all. */
export function listSamples(samples: Columns, order: Order, { label, student, teacher }: Filter): Int32Array {
  const { labels, studentChoices, teacherChoices } = samples;
  const passes = (wanted: number | undefined, column: Int32Array, index: number): boolean =>
    wanted === undefined || column[index] === wanted;
  const indices = Int32Array.from(labels, (_, index) => index).filter(
    (index) =>
      passes(label, labels, index) && passes(student, studentChoices, index) && passes(teacher, teacherChoices, index),
  );
  if (order === 'place') return indices;
  const column = samples[order];
  const key = (index: number): number => {
    const value = column[index] ?? 0;
    return Number.isNaN(value) ? Infinity : value;
  };
  return indices.sort((one, other) => compareNumbers(key(other), key(one)) || one - other);
}

function compareNumbers(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

/** Pair of classes with its count of examples. */
export interface ConfusionCell {
  readonly row: number;
  readonly column: number;
  readonly count: number;
}

/** Confusion matrix [classes, classes]: counts of the pairs of `rows` and `columns`. */
export function confusionOf(rows: Int32Array, columns: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes * classes);
  rows.forEach((row, index) => {
    const cell = row * classes + (columns[index] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  });
  return counts;
}

/** The `limit` most frequent pairs of different classes, the most frequent first. */
export function frequentConfusions(rows: Int32Array, columns: Int32Array, limit: number): ConfusionCell[] {
  const counts = new Map<string, ConfusionCell>();
  rows.forEach((row, index) => {
    const column = columns[index] ?? 0;
    if (row === column) return;
    const key = `${row} ${column}`;
    counts.set(key, { row, column, count: (counts.get(key)?.count ?? 0) + 1 });
  });
  const cells = [...counts.values()].sort(
    (one, other) => other.count - one.count || one.row - other.row || one.column - other.column,
  );
  return cells.slice(0, limit);
}

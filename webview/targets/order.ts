import type { Samples } from '../../src/panel/messages';

export const orders = ['divergence', 'loss', 'place'] as const;
export type Order = (typeof orders)[number];

/** Which examples are listed: those that match all that is given. */
export interface Filter {
  readonly label?: number;
  readonly student?: number;
  readonly teacher?: number;
}

type Columns = Pick<Samples, 'labels' | 'studentChoices' | 'teacherChoices' | 'loss' | 'divergence'>;

/** The places of the examples that pass, the largest disagreement or loss first; what is no number comes first of all. */
export function listSamples(samples: Columns, order: Order, { label, student, teacher }: Filter): Int32Array {
  const { labels, studentChoices, teacherChoices } = samples;
  const passes = (wanted: number | undefined, column: Int32Array, place: number): boolean =>
    wanted === undefined || column[place] === wanted;
  const places = Int32Array.from(labels, (_, place) => place).filter(
    (place) =>
      passes(label, labels, place) && passes(student, studentChoices, place) && passes(teacher, teacherChoices, place),
  );
  if (order === 'place') return places;
  const column = samples[order];
  const key = (place: number): number => {
    const value = column[place] ?? 0;
    return Number.isNaN(value) ? Infinity : value;
  };
  return places.sort((one, other) => compareNumbers(key(other), key(one)) || one - other);
}

function compareNumbers(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

/** One pair of classes and how many examples have it. */
export interface ConfusionCell {
  readonly row: number;
  readonly column: number;
  readonly count: number;
}

/** How often `rows` and `columns` hold each pair of classes, [classes, classes]. */
export function confusionOf(rows: Int32Array, columns: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes * classes);
  rows.forEach((row, place) => {
    const index = row * classes + (columns[place] ?? 0);
    counts[index] = (counts[index] ?? 0) + 1;
  });
  return counts;
}

/** The pairs of different classes that are most frequent, by their counts; at most `most`. */
export function frequentConfusions(rows: Int32Array, columns: Int32Array, most: number): ConfusionCell[] {
  const counts = new Map<string, ConfusionCell>();
  rows.forEach((row, place) => {
    const column = columns[place] ?? 0;
    if (row === column) return;
    const key = `${row} ${column}`;
    counts.set(key, { row, column, count: (counts.get(key)?.count ?? 0) + 1 });
  });
  const cells = [...counts.values()].sort(
    (one, other) => other.count - one.count || one.row - other.row || one.column - other.column,
  );
  return cells.slice(0, most);
}

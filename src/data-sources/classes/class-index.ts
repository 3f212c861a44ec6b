import type { DataClass } from '../facts';

/** A class as a config writes it: its label, or its name. */
export type WrittenClass = number | string;

/** Index of a written class among the classes of a data set; undefined where there is no such class. */
export function indexOfClass(written: WrittenClass, classes: readonly DataClass[]): number | undefined {
  const index = classes.findIndex(({ name, label }) => (typeof written === 'number' ? label : name) === written);
  return index < 0 ? undefined : index;
}

/** Indices of written classes; those that the data does not have are left out. */
export function indicesOfClasses(written: readonly WrittenClass[], classes: readonly DataClass[]): number[] {
  return findClasses(written, classes).flatMap((index) => index ?? []);
}

/** Index of each written class; undefined for those that the data does not have. */
export function findClasses(
  written: readonly WrittenClass[],
  classes: readonly DataClass[],
): readonly (number | undefined)[] {
  const places = new Map<WrittenClass, number>();
  for (const [place, { name, label }] of classes.entries()) {
    for (const one of [name, label]) if (!places.has(one)) places.set(one, place);
  }
  return written.map((one) => places.get(one));
}

/** Place of the first item that stands in a list before it; -1 where all differ. */
export function firstRepeated(items: readonly unknown[]): number {
  const seen = new Set<unknown>();
  return items.findIndex((item) => seen.has(item) || !seen.add(item));
}

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
  return written.flatMap((one) => indexOfClass(one, classes) ?? []);
}

import { findClasses, firstRepeated, type DataClass, type WrittenClass } from '../../data-sources';
import { nearest } from './nearest';

/** The class of each of a teacher's outputs, or why a written order gives none. */
export type ClassOrder =
  | { readonly order: readonly number[] }
  | {
      readonly message: string;
      readonly hint: string;
      /** Place in the list, where one entry is at fault. */
      readonly place?: number;
      readonly remedy?: WrittenClass;
    };

/** Reads the order of a teacher's outputs: each class of the data once, by name or number. */
export function orderOfClasses(written: readonly WrittenClass[], classes: readonly DataClass[]): ClassOrder {
  const indices = findClasses(written, classes);
  const unknown = indices.indexOf(undefined);
  const shown = (place: number): string => {
    const one = written[place] ?? '';
    return typeof one === 'number' ? String(one) : `'${one}'`;
  };
  if (unknown >= 0) return unknownClass(unknown, { written, classes, shown: shown(unknown) });
  const double = firstRepeated(indices);
  if (double >= 0) {
    const message = `it names ${shown(double)} twice`;
    return { message, hint: 'name each class once, in the order of the teacher’s outputs', place: double };
  }
  if (indices.length !== classes.length) {
    const named = new Set(indices);
    const missing = classes.filter((_, index) => !named.has(index)).map(({ name }) => name);
    const listed = `${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}`;
    const message = `it names ${indices.length} classes, and the data has ${classes.length}`;
    return { message, hint: `name ${listed} too, in the order of the teacher’s outputs` };
  }
  return { order: indices.map((index) => index ?? 0) };
}

interface Unknown {
  readonly written: readonly WrittenClass[];
  readonly classes: readonly DataClass[];
  readonly shown: string;
}

function unknownClass(place: number, { written, classes, shown }: Unknown): ClassOrder {
  const one = written[place] ?? '';
  const names = classes.map(({ name }) => name);
  const meant = typeof one === 'string' && one.length > 1 ? nearest(one, names) : undefined;
  const listed = `${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`;
  return {
    message: `the data has no class ${shown}`,
    hint: meant === undefined ? `write one of ${listed}` : `did you mean '${meant}'?`,
    place,
    ...(meant !== undefined && { remedy: meant }),
  };
}

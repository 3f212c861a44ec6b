import { findClasses, firstRepeated, type WrittenClass } from './class-index';
import type { DataClass, DataFacts, SplitFacts } from '../facts';
import { mapSplits } from '../splits';

/** The classes of a data set that a config takes, in the order of a network's outputs. */
export interface ChosenClasses {
  readonly classes: readonly DataClass[];
  /** For each of them its index among the classes of the source. */
  readonly indices: readonly number[];
}

/** A reason why classes cannot be taken as they are written, and what to do; `index` is the place of the one at fault. */
export interface ClassFault {
  readonly message: string;
  readonly hint: string;
  readonly index?: number;
}

/**
 * The classes that `data.classes` takes of a source. Names for classes that have none but their labels, or that share no
 * name with the source, are given in the order of the source's classes; else each is looked for, and the others are left
 * out.
 */
export function chooseClasses(
  classes: readonly DataClass[],
  written: readonly WrittenClass[] | undefined,
): ChosenClasses | ClassFault {
  if (written === undefined) return { classes, indices: classes.map((_, index) => index) };
  const names = written.filter((one) => typeof one === 'string');
  const indices = findClasses(written, classes);
  const isNamedByLabel = classes.every(({ name, label }) => name === String(label));
  const isNaming = names.length === written.length && (isNamedByLabel || indices.every((index) => index === undefined));
  if (isNaming) return nameClasses(classes, names);
  const unknown = indices.indexOf(undefined);
  if (unknown >= 0) {
    const listed = classes.slice(0, maxListed).map(({ name }) => name);
    const more = classes.length > listed.length ? ', …' : '';
    const message = `the data has no class ${written[unknown] ?? ''}`;
    return { message, hint: `write one of ${listed.join(', ')}${more}`, index: unknown };
  }
  const found = indices.filter((index) => index !== undefined);
  const twice = firstRepeated(found);
  if (twice >= 0) {
    return { message: `${written[twice] ?? ''} is a class that is there already`, hint: 'write it once', index: twice };
  }
  return { classes: found.map((index) => classes[index] ?? { name: '', label: index }), indices: found };
}

/** Classes that are listed in a message. */
const maxListed = 12;

function nameClasses(classes: readonly DataClass[], names: readonly string[]): ChosenClasses | ClassFault {
  if (names.length !== classes.length) {
    return {
      message: `${names.length} names for ${classes.length} classes`,
      hint: 'name each class once, in the order of the labels',
    };
  }
  return {
    classes: classes.map(({ label }, index) => ({ name: names[index] ?? '', label })),
    indices: classes.map((_, index) => index),
  };
}

/** The facts of the classes that a config takes; unchanged where they cannot be taken. */
export function factsOfClasses(facts: DataFacts, written: readonly WrittenClass[] | undefined): DataFacts {
  const chosen = chooseClasses(facts.classes, written);
  if ('message' in chosen) return facts;
  const { classes, indices } = chosen;
  const isWhole = indices.length === facts.classes.length && indices.every((index, place) => index === place);
  const pictures = facts.pictures?.flatMap(({ className, uri }) => {
    const own = facts.classes.findIndex(({ name }) => name === className);
    return classes.filter((_, place) => indices[place] === own).map(({ name }) => ({ className: name, uri }));
  });
  const named = { ...facts, classes, ...(pictures !== undefined && { pictures }) };
  if (isWhole) return named;
  const splitOf = ({ count, classCounts }: SplitFacts): SplitFacts => {
    // Where labels have not been counted, classes are taken to be even.
    if (classCounts === undefined) return { count: Math.round((count * indices.length) / facts.classes.length) };
    const counts = indices.map((index) => classCounts[index] ?? 0);
    return { count: counts.reduce((sum, one) => sum + one, 0), classCounts: counts };
  };
  return { ...named, splits: mapSplits(facts.splits, splitOf) };
}

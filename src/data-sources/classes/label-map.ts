import { DataFault } from '../data-fault';
import type { DataClass, SplitFacts } from '../facts';
import { maxClasses } from '../fields';
import { mapSplits, type DataSplits } from '../splits';

/** A label as a file has it. */
export type Label = number | string;

const codePoints = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/**
 * Classes of the labels of a training split: numbers ascending, texts in the order of their characters. Numbers may be
 * negative, have gaps or count from 1.
 * @param name the labels' place for messages
 * @throws DataFault where labels are no classes: one alone, numbers that are not whole, more than 10,000
 */
export function classesOf(labels: Iterable<Label>, name: string): DataClass[] {
  const numbers = new Set<number>();
  const texts = new Set<string>();
  for (const label of labels) {
    if (typeof label === 'string') texts.add(label);
    else numbers.add(label);
  }
  refuseNoClasses(numbers, texts, name);
  if (texts.size === 0) {
    return [...numbers].sort((one, other) => one - other).map((label) => ({ name: String(label), label }));
  }
  refuseTwoForms(texts, name);
  const all = [...texts, ...[...numbers].map(String)].sort(codePoints);
  return all.map((text, label) => ({ name: text, label }));
}

function refuseNoClasses(numbers: ReadonlySet<number>, texts: ReadonlySet<string>, name: string): void {
  const broken = [...numbers].find((label) => !Number.isSafeInteger(label));
  if (broken !== undefined) {
    const why = Number.isFinite(broken) ? `is ${broken}, which is no class: this is regression` : `is ${broken}`;
    const hint = 'classes are whole numbers or texts; regression is not distilled: cut the numbers into ranges first';
    throw new DataFault(`${name}: a label ${why}`, hint);
  }
  const count = numbers.size + texts.size;
  if (count === 0) throw new DataFault(`${name}: there is no example`, 'the data of a split cannot be empty');
  if (count === 1) {
    const only = [...numbers, ...texts][0] ?? '';
    throw new DataFault(
      `${name}: all labels are ${only}; there is nothing to tell apart`,
      'take data of two classes or more',
    );
  }
  if (count <= maxClasses) return;
  const message = `${name}: ${count} different labels are more than ${maxClasses} classes`;
  throw new DataFault(message, 'if they are numbers to be predicted, this is regression, which is not distilled');
}

/** Refuses texts that look the same: a program may write é as one character or as two. */
function refuseTwoForms(texts: ReadonlySet<string>, name: string): void {
  const seen = new Set<string>();
  for (const text of texts) {
    const plain = text.normalize('NFC');
    if (seen.has(plain)) {
      const message = `${name}: the label '${plain}' is written in two Unicode forms, which look the same`;
      throw new DataFault(message, 'write it in one of them');
    }
    seen.add(plain);
  }
}

/**
 * Index of each label's class.
 * @throws DataFault that names the first label that no training example has
 */
export function indicesOfLabels(labels: readonly Label[], classes: readonly DataClass[], name: string): Int32Array {
  const isNumbers = classes.every(({ name: text, label }) => text === String(label));
  const indexOf = new Map<Label, number>();
  classes.forEach((one, index) => {
    indexOf.set(one.name, index);
    if (isNumbers) indexOf.set(one.label, index);
  });
  return Int32Array.from(labels, (label, example) => {
    const index = indexOf.get(label) ?? indexOf.get(String(label));
    if (index !== undefined) return index;
    const known = classes.slice(0, 12).map((one) => one.name);
    const message = `${name}: the label of example ${example} is ${label}; no training example has it (counted from 0)`;
    throw new DataFault(message, `the training labels are ${known.join(', ')}${classes.length > 12 ? ', …' : ''}`);
  });
}

/** Facts of splits by the classes of their examples, `labels` of indices. */
export function factsOfSplits(
  splits: DataSplits<{ readonly labels: Int32Array }>,
  classes: readonly DataClass[],
): DataSplits<Required<SplitFacts>> {
  return mapSplits(splits, ({ labels }) => ({
    count: labels.length,
    classCounts: countClasses(labels, classes.length),
  }));
}

/** Examples of each class. */
export function countClasses(indices: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const index of indices) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

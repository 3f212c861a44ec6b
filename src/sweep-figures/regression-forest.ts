import { Generator } from '../random';

/** A setting as a tree sees it: its values in order, each with its share of the setting's range. */
export interface Feature {
  readonly shares: readonly number[];
  /** Whether neighbouring values are alike; else each value stands for itself. */
  readonly isOrdered: boolean;
}

/** A point: the index of its value for each feature, and its result. */
export interface Example {
  readonly values: readonly number[];
  readonly result: number;
}

/** A part of the space to which a tree gives one result. */
export interface Leaf {
  /** For each feature, whether each of its values lies inside. */
  readonly inside: readonly (readonly boolean[])[];
  readonly result: number;
}

/** The leaves of a regression tree (Breiman et al. 1984), which cover the whole space. */
export type Tree = readonly Leaf[];

/**
 * Grows trees, each from as many examples as there are, drawn with repetition (bagging; Breiman 2001, with all features at each
 * split). The same for the same examples and seed.
 */
export function growForest(
  features: readonly Feature[],
  examples: readonly Example[],
  { trees, seed }: { readonly trees: number; readonly seed: number },
): Tree[] {
  const generator = new Generator(seed);
  const whole = features.map(({ shares }) => shares.map(() => true));
  return Array.from({ length: trees }, () => {
    const drawn = examples.flatMap(() => examples[Math.floor(generator.nextUniform() * examples.length)] ?? []);
    return grow(features, drawn, whole);
  });
}

/** Splits as long as results differ. Iterative: a tree may be as deep as it has examples. */
function grow(features: readonly Feature[], examples: readonly Example[], whole: Leaf['inside']): Tree {
  const leaves: Leaf[] = [];
  const waiting = [{ examples, inside: whole }];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const split = bestSplit(features, node.examples);
    if (split === undefined) {
      leaves.push({ inside: node.inside, result: meanOf(node.examples) });
      continue;
    }
    for (const side of [true, false]) {
      const isOnSide = (value: number): boolean => split.isLeft(value) === side;
      const inside = node.inside.map((values, feature) =>
        feature === split.feature ? values.map((isInside, value) => isInside && isOnSide(value)) : values,
      );
      waiting.push({ examples: node.examples.filter(({ values }) => isOnSide(values[split.feature] ?? 0)), inside });
    }
  }
  return leaves;
}

interface Split {
  readonly feature: number;
  readonly isLeft: (value: number) => boolean;
  /** The decrease of the sum of squares. */
  readonly gain: number;
}

/** Decrease of the sum of squares, as a share of the sum itself, below which it is a matter of rounding. */
const minGain = 1e-12;

function bestSplit(features: readonly Feature[], examples: readonly Example[]): Split | undefined {
  let best: Split | undefined;
  const total = { count: examples.length, sum: examples.reduce((sum, { result }) => sum + result, 0) };
  const rounding = minGain * examples.reduce((sum, { result }) => sum + result ** 2, 0);
  features.forEach(({ isOrdered }, feature) => {
    const groups = groupsOf(examples, feature);
    const split = (isOrdered ? orderedSplit : singledSplit)(groups, total);
    if (split !== undefined && split.gain > Math.max(best?.gain ?? 0, rounding)) best = { ...split, feature };
  });
  return best;
}

interface Group {
  readonly value: number;
  count: number;
  sum: number;
}

/** Counts and sums of results by value, in the order of the values. */
function groupsOf(examples: readonly Example[], feature: number): Group[] {
  const groups = new Map<number, Group>();
  for (const { values, result } of examples) {
    const value = values[feature] ?? 0;
    const group = groups.get(value) ?? { value, count: 0, sum: 0 };
    group.count += 1;
    group.sum += result;
    groups.set(value, group);
  }
  return [...groups.values()].sort((one, other) => one.value - other.value);
}

type Totals = Pick<Group, 'count' | 'sum'>;

/** Splits between two neighbouring values; values between them that no example has go by halves. */
function orderedSplit(groups: readonly Group[], total: Totals): Omit<Split, 'feature'> | undefined {
  let best: { readonly gain: number; readonly last: number } | undefined;
  const left = { count: 0, sum: 0 };
  groups.slice(0, -1).forEach(({ value, count, sum }, at) => {
    left.count += count;
    left.sum += sum;
    const gain = gainOf(left, total);
    if (gain > (best?.gain ?? 0)) best = { gain, last: Math.floor((value + (groups[at + 1]?.value ?? value)) / 2) };
  });
  if (best === undefined) return undefined;
  const { gain, last } = best;
  return { gain, isLeft: (value) => value <= last };
}

/** Splits one value from all others. */
function singledSplit(groups: readonly Group[], total: Totals): Omit<Split, 'feature'> | undefined {
  let best: { readonly gain: number; readonly single: number } | undefined;
  for (const group of groups.length > 1 ? groups : []) {
    const gain = gainOf(group, total);
    if (gain > (best?.gain ?? 0)) best = { gain, single: group.value };
  }
  if (best === undefined) return undefined;
  const { gain, single } = best;
  return { gain, isLeft: (value) => value === single };
}

/** The decrease of the sum of squares by a split. */
function gainOf({ count, sum }: Totals, total: Totals): number {
  const rest = { count: total.count - count, sum: total.sum - sum };
  return sum ** 2 / count + rest.sum ** 2 / rest.count - total.sum ** 2 / total.count;
}

function meanOf(examples: readonly Example[]): number {
  return examples.reduce((sum, { result }) => sum + result, 0) / Math.max(1, examples.length);
}

import type { SplitName } from '../splits';

/** Examples (`x`) or labels (`y`) of a split. */
export type ArrayRole = 'x' | 'y';

/** Part of a data set that a name speaks of; a name without a split leaves it open. */
export interface NamedPart {
  readonly role: ArrayRole;
  readonly split?: SplitName;
}

const splitWords: Readonly<Record<SplitName, string>> = {
  train: 'train|training|tr',
  validation: 'val|valid|validation|dev',
  test: 'test|testing|te',
};

const roleWords: Readonly<Record<ArrayRole, string>> = {
  x: 'x|xs|images?|imgs?|features?|feats?|data|inputs?|pixels|examples|samples|arr_0',
  y: 'y|ys|labels?|targets?|classes|class|arr_1',
};

const anySplit = Object.values(splitWords).join('|');
const anyRole = Object.values(roleWords).join('|');
const roleFirst = new RegExp(`^(?<role>${anyRole})(?:[-_. ]?(?<split>${anySplit}))?$`, 'i');
const splitFirst = new RegExp(`^(?<split>${anySplit})[-_. ]?(?<role>${anyRole})$`, 'i');

/** The part that an array's name speaks of by convention, such as `x_train`, `test_labels`, `images`; undefined for others. */
export function partOfName(name: string): NamedPart | undefined {
  const found = (splitFirst.exec(name) ?? roleFirst.exec(name))?.groups;
  if (found === undefined) return undefined;
  const role: ArrayRole = matches(roleWords.x, found['role']) ? 'x' : 'y';
  const split = splitOfWord(found['split']);
  return split === undefined ? { role } : { role, split };
}

/** The split that a word such as `val` stands for; undefined for others. */
export function splitOfWord(word: string | undefined): SplitName | undefined {
  const splits: readonly SplitName[] = ['train', 'validation', 'test'];
  return splits.find((split) => matches(splitWords[split], word));
}

const matches = (words: string, word: string | undefined): boolean =>
  word !== undefined && new RegExp(`^(?:${words})$`, 'i').test(word);

import { DataFault } from '../data-fault';
import { splitNames, type SplitName } from '../splits';
import { partOfName, splitOfWord, type ArrayRole, type NamedPart } from './array-names';
import { baseName, type StoredArray } from './stored-array';

/** Examples and labels of a split. */
export interface ArrayPair {
  readonly x: StoredArray;
  readonly y: StoredArray;
}

/** Keys that a config writes for a split. */
export type WrittenKeys = Partial<Record<ArrayRole, string | undefined>>;

/** Keys that a config writes. */
export type KeysOfSplits = Partial<Record<SplitName, WrittenKeys | undefined>>;

/** Arrays of one place, where they lie and the keys that a config writes for them. */
export interface Inventory {
  readonly place: string;
  readonly arrays: readonly StoredArray[];
  readonly keys: KeysOfSplits;
}

const words = { x: 'examples', y: 'labels' } as const;

/**
 * The splits by the names of arrays, such as `x_train`, or as a config names them; a name without a split is of the training split.
 * @throws DataFault that says what was looked for, and which names there are
 */
export function chooseSplits(inventory: Inventory): Map<SplitName, ArrayPair> {
  const pairs = new Map<SplitName, ArrayPair>();
  for (const split of splitNames) {
    const x = chosen(inventory, split, 'x');
    const y = chosen(inventory, split, 'y');
    if (x === undefined && y === undefined) continue;
    if (x === undefined) throw missing(inventory, split, 'x');
    if (y === undefined) throw missing(inventory, split, 'y');
    pairs.set(split, { x, y });
  }
  if (pairs.size > 0) return pairs;
  throw missing(inventory, 'train', 'x');
}

/**
 * The one split that lies at a path of its own, whatever its names say.
 * @param split the split that the config names the path for
 */
export function chooseOne(inventory: Inventory, split: SplitName): ArrayPair {
  const { keys } = inventory;
  const found = [...chooseSplits({ ...inventory, keys: { [split]: keys[split] } })];
  const own = keys[split] === undefined ? found : found.filter(([name]) => name === split);
  const [first, second] = own;
  if (first !== undefined && second === undefined) return first[1];
  const message = `data.${split}: ${inventory.place} has arrays of ${found.length} splits`;
  throw new DataFault(message, `name its arrays in data.keys.${split}, or take the arrays of one split`);
}

function chosen({ arrays, keys, place }: Inventory, split: SplitName, role: ArrayRole): StoredArray | undefined {
  const written = keys[split]?.[role];
  if (written !== undefined) {
    const named = arrays.find(({ key }) => key === written);
    if (named !== undefined) return named;
    const message = `data.keys.${split}.${role}: ${place} has no array '${written}'`;
    throw new DataFault(message, `write one of ${listed(arrays)}`);
  }
  const fitting = arrays.filter((array) => {
    const part = partOf(array);
    return part?.role === role && (part.split ?? 'train') === split;
  });
  const exact = fitting.filter((array) => partOf(array)?.split !== undefined);
  const candidates = exact.length > 0 ? exact : fitting;
  if (candidates.length < 2) return candidates[0];
  const message = `${place}: several arrays could be the ${words[role]} of ${split}: ${listed(candidates)}`;
  throw new DataFault(message, `write the right one in data.keys.${split}.${role}`);
}

/** The part that an array is by its key; the name of an .npz file may say the split. */
function partOf({ key, file, member }: StoredArray): NamedPart | undefined {
  const part = partOfName(key);
  if (part === undefined || part.split !== undefined || member === undefined) return part;
  const split = splitOfWord(baseName(file.path));
  return split === undefined ? part : { ...part, split };
}

function missing({ place, arrays }: Inventory, split: SplitName, role: ArrayRole): DataFault {
  const names = role === 'x' ? ['x', 'images', 'features', 'data'] : ['y', 'labels', 'targets'];
  const short = split === 'validation' ? 'val' : split;
  const looked = names.map((name) => (split === 'train' ? `${name}, ${name}_train` : `${name}_${short}`)).join(', ');
  const message = `${place} has no ${words[role]} of ${split}: looked for were ${looked}; there ${there(arrays)}`;
  return new DataFault(message, `name the array in data.keys.${split}.${role}`);
}

const there = (arrays: readonly StoredArray[]): string =>
  arrays.length === 0 ? 'is no array' : `${arrays.length === 1 ? 'is' : 'are'} ${listed(arrays)}`;

const listed = (arrays: readonly StoredArray[]): string =>
  `${arrays
    .slice(0, 8)
    .map(({ key }) => key)
    .join(', ')}${arrays.length > 8 ? ', …' : ''}`;

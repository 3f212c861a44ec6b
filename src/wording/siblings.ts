import { formatMoment } from './moments';

/** A run among its siblings: the runs of one name. */
export interface Sibling {
  /** The settings of its config, nested by key. */
  readonly settings: unknown;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly createdAt: number;
}

/** Keys that say which run it is, not what it does, and those that only some surfaces act on. */
const identity = /^(name|\$schema|control|verdict|sweep)(\.|$)/;
/** Keys whose value names the thing alone, and on which the other keys beside it depend. */
const kindKeys = new Set(['strategy', 'preset', 'kind', 'format', 'method', 'name', 'engine']);
/** First keys of the settings that are named first. */
const order = ['temperature', 'teacher', 'teachers', 'student', 'loss', 'train', 'data'];
const maxParts = 3;
const maxValueLength = 24;

type Leaves = ReadonlyMap<string, string>;

/**
 * Words that tell each sibling from the others: settings in which they differ, the seed last, and the time where nothing else
 * does. Empty for a single run. `now` in milliseconds decides how a time is written.
 */
export function describeSiblings(siblings: readonly Sibling[], now: number): string[] {
  if (siblings.length < 2) return siblings.map(() => '');
  const all = siblings.map(({ settings }) => leavesOf(settings));
  const varied = variedPaths(all);
  const isTaught = all.map((leaves) => [...leaves.keys()].some((path) => /^teachers?\./.test(path)));
  const isTeachingVaried = new Set(isTaught).size > 1;
  const isTold = toldApart(all);
  const texts = all.map((leaves, index) => {
    const own = varied.filter((path) => leaves.has(path) && isTold(path, leaves));
    const parts = own.map((path) => partOf(path, leaves.get(path) ?? ''));
    const isControl = isTeachingVaried && isTaught[index] === false;
    return shorten(isControl ? ['no teacher', ...parts] : parts);
  });
  return withMoments(texts, siblings, now);
}

const known = new WeakMap<object, Leaves>();

/** Values of a config by their paths, as JSON; a list is one value. Kept as long as the config is. */
function leavesOf(settings: unknown): Leaves {
  if (typeof settings !== 'object' || settings === null) return new Map();
  const found = known.get(settings);
  if (found !== undefined) return found;
  const leaves = new Map<string, string>();
  addLeaves(leaves, '', settings);
  known.set(settings, leaves);
  return leaves;
}

function addLeaves(leaves: Map<string, string>, path: string, value: unknown): void {
  if (value === undefined || identity.test(path)) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    leaves.set(path, JSON.stringify(value));
    return;
  }
  for (const [key, child] of Object.entries(value)) addLeaves(leaves, path === '' ? key : `${path}.${key}`, child);
}

/** Paths whose values are not the same in all, in the order in which they are named. */
function variedPaths(all: readonly Leaves[]): string[] {
  const paths = new Set(all.flatMap((leaves) => [...leaves.keys()]));
  const varied = [...paths].filter((path) => {
    const first = all[0]?.get(path);
    return all.some((leaves) => leaves.get(path) !== first);
  });
  const rank = (path: string): number => {
    if (path === 'seed') return order.length + 1;
    const at = order.indexOf(path.split('.')[0] ?? '');
    return at < 0 ? order.length : at;
  };
  return varied
    .map((path, index) => ({ path, index }))
    .sort((one, other) => rank(one.path) - rank(other.path) || one.index - other.index)
    .map(({ path }) => path);
}

/**
 * Gives the test whether a path tells a run apart: one that depends on a kind, such as a strategy, does so only among runs of that
 * kind. Each kind is looked through once.
 */
function toldApart(all: readonly Leaves[]): (path: string, leaves: Leaves) => boolean {
  const judged = new Map<string, boolean>();
  return (path, leaves) => {
    const kind = kindBeside(path, leaves);
    if (kind === undefined) return true;
    const value = leaves.get(kind);
    const key = JSON.stringify([path, kind, value]);
    const before = judged.get(key);
    if (before !== undefined) return before;
    const own = leaves.get(path);
    const isVaried = all.some((other) => other.get(kind) === value && other.get(path) !== own);
    judged.set(key, isVaried);
    return isVaried;
  };
}

/** Path of the kind that a path depends on: that of the nearest map around it which names one. */
function kindBeside(path: string, leaves: Leaves): string | undefined {
  const keys = path.split('.');
  if (kindKeys.has(keys.at(-1) ?? '')) return undefined;
  for (let depth = keys.length - 1; depth > 0; depth -= 1) {
    const holder = keys.slice(0, depth).join('.');
    const kind = [...kindKeys].map((key) => `${holder}.${key}`).find((one) => leaves.has(one));
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** A setting in words: `confidence`, `T 4`, `hidden 300-100`, `seed 2`, `no flip`. */
function partOf(path: string, json: string): string {
  const keys = path.split('.');
  const last = keys.at(-1) ?? '';
  const value: unknown = JSON.parse(json);
  const name = /^(value|model|\d+)$/.test(last) && keys.length > 1 ? (keys.at(-2) ?? last) : last;
  const words = name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const owner = /^teachers?$/.test(keys[0] ?? '') && keys.length > 1 ? 'teacher ' : '';
  if (value === true) return `${owner}${words}`;
  if (value === false) return `${owner}no ${words}`;
  const text = textOf(value);
  if (kindKeys.has(last)) return `${owner}${text}`;
  return words === 'temperature' ? `${owner}T ${text}` : `${owner}${words} ${text}`;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return cut(value.map(textOf).join('-'));
  return cut(typeof value === 'string' ? value : JSON.stringify(value));
}

const cut = (text: string): string => (text.length <= maxValueLength ? text : `…${text.slice(1 - maxValueLength)}`);

/** Parts as one text; of many the first ones, the seed and a count of the others. */
function shorten(parts: readonly string[]): string {
  if (parts.length <= maxParts) return parts.join(', ');
  const seed = parts.filter((part) => part.startsWith('seed '));
  const others = parts.filter((part) => !part.startsWith('seed '));
  const shown = others.slice(0, maxParts - seed.length - 1);
  const left = others.length - shown.length;
  return [...shown, ...(left > 0 ? [`${left} more`] : []), ...seed].join(', ');
}

/** Adds the time of runs that the words alone do not tell apart, with seconds where minutes are alike too. */
function withMoments(texts: readonly string[], siblings: readonly Sibling[], now: number): string[] {
  const add = (precision: 'minutes' | 'seconds', shown: readonly string[]): string[] => {
    const counts = countsOf(shown);
    return shown.map((text, index) => {
      const plain = texts[index] ?? '';
      if (text !== '' && (counts.get(text) ?? 0) < 2) return text;
      const moment = formatMoment(siblings[index]?.createdAt ?? Number.NaN, now, precision);
      return plain === '' ? moment : `${plain}, ${moment}`;
    });
  };
  const told = add('seconds', add('minutes', texts));
  const seen = new Map<string, number>();
  const counts = countsOf(told);
  return told.map((text) => {
    if ((counts.get(text) ?? 0) < 2) return text;
    const number = (seen.get(text) ?? 0) + 1;
    seen.set(text, number);
    return `${text} (${number})`;
  });
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

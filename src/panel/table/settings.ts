import { isControl, type RunManifest } from '../../runs';
import type { Cell, TableSetting } from '../../run-table';

type Config = RunManifest['config'];

/** Keys of a config that say which run it is, or that a run does not have of its own. */
const identity: ReadonlySet<string> = new Set(['name', '$schema', 'control', 'verdict', 'sweep']);
const maxTextLength = 80;
const order = ['temperature', 'loss', 'student', 'teacher', 'teachers', 'train', 'data'];

/** A setting by its keys from the config's root. */
type Keys = readonly string[];

/** Settings in which runs differ, found anew only when other configs are among them. */
export class SettingsOfRuns {
  private all: readonly Config[] = [];
  private found: readonly TableSetting[] = [];
  private keys: readonly Keys[] = [];

  among(all: readonly Config[]): readonly TableSetting[] {
    const isSame = all.length === this.all.length && all.every((config, index) => config === this.all[index]);
    if (isSame) return this.found;
    const varied = sorted(variedSettings(all));
    const found = describe(varied, all);
    this.keys = varied;
    // The same settings stay the same object, by which descriptions of runs are known.
    if (JSON.stringify(found) !== JSON.stringify(this.found)) this.found = found;
    this.all = all;
    return this.found;
  }

  /** Values of the settings that were found last, in their order; null where a config lacks one, or where it softens nothing. */
  cellsOf(config: Config | undefined): Cell[] {
    const isTaught = config === undefined || !isControl(config);
    return this.keys.map((keys) => (isTaught || keys[0] !== 'temperature' ? cellAt(config, keys) : null));
  }
}

/** A setting as a cell; a list is one text. Null for what is absent, and for settings that have settings of their own. */
function cellAt(config: Config | undefined, keys: Keys): Cell {
  let value: unknown = config;
  for (const key of keys) {
    if (!isGroup(value)) return null;
    value = value[key];
  }
  return cellOf(value) ?? null;
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A setting as a cell; undefined for what is absent, and for a group of settings. */
function cellOf(value: unknown): Cell | undefined {
  if (value === undefined || value === null || isGroup(value)) return undefined;
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(String).join('-').slice(0, maxTextLength);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value.slice(0, maxTextLength) : undefined;
}

/**
 * Settings that are not the same in all configs, in the order of the configs' keys. Each config is held against the first one, key by
 * key: a list of all settings of thousands of configs takes ten times as long.
 */
function variedSettings(all: readonly Config[]): Keys[] {
  const [first, ...others] = all;
  const places = new Map<string, { readonly keys: Keys; isVaried: boolean }>();
  const note = (keys: Keys, isVaried: boolean): void => {
    const path = keys.join('.');
    const known = places.get(path);
    if (known === undefined) places.set(path, { keys, isVaried });
    else known.isVaried ||= isVaried;
  };
  if (first === undefined) return [];
  forEachLeaf(first, [], (keys) => note(keys, false));
  for (const other of others) compare(first, other, [], (keys) => note(keys, true));
  return [...places.values()].flatMap(({ keys, isVaried }) => (isVaried ? [keys] : []));
}

const isOwn = (keys: Keys, key: string): boolean => keys.length > 0 || !identity.has(key);

function forEachLeaf(value: unknown, keys: Keys, take: (keys: Keys) => void): void {
  if (!isGroup(value)) {
    if (cellOf(value) !== undefined) take(keys);
    return;
  }
  for (const key of Object.keys(value)) if (isOwn(keys, key)) forEachLeaf(value[key], [...keys, key], take);
}

/** Calls with each setting in which two values differ. Paths are written only of those. */
function compare(one: unknown, other: unknown, keys: Keys, take: (keys: Keys) => void): void {
  if (one === other) return;
  if (!isGroup(one) || !isGroup(other)) {
    if (isGroup(one) || isGroup(other) || cellOf(one) !== cellOf(other)) {
      forEachLeaf(one, keys, take);
      forEachLeaf(other, keys, take);
    }
    return;
  }
  for (const key of Object.keys(other)) {
    const [before, after] = [one[key], other[key]];
    if (before !== after && isOwn(keys, key)) compare(before, after, [...keys, key], take);
  }
  for (const key of Object.keys(one)) {
    if (!(key in other) && isOwn(keys, key)) forEachLeaf(one[key], [...keys, key], take);
  }
}

/** Settings in the order of their columns; the seed last. */
function sorted(varied: readonly Keys[]): Keys[] {
  const rank = (keys: Keys): number => {
    if (keys.length === 1 && keys[0] === 'seed') return order.length + 1;
    const at = order.indexOf(keys[0] ?? '');
    return at < 0 ? order.length : at;
  };
  return varied
    .map((keys, place) => ({ keys, place }))
    .sort((a, b) => rank(a.keys) - rank(b.keys) || a.place - b.place)
    .map(({ keys }) => keys);
}

function describe(varied: readonly Keys[], all: readonly Config[]): TableSetting[] {
  const shorts = varied.map(shortOf);
  return varied.map((keys, index) => {
    const path = keys.join('.');
    const short = shorts[index] ?? path;
    const isUnique = shorts.filter((one) => one === short).length === 1;
    const isNumber = all.every((config) => typeof (cellAt(config, keys) ?? 0) === 'number');
    return { path, label: isUnique ? short : path, isNumber };
  });
}

/** The last key of a path that says something: `T` of a temperature's value, `hidden`, `train.epochs` of a teacher. */
function shortOf(keys: Keys): string {
  if (keys.join('.') === 'temperature.value') return 'T';
  const last = keys.at(-1) ?? '';
  const before = keys.at(-2);
  return before !== undefined && /^(value|model|name|kind|preset|strategy|\d+)$/.test(last) ? before : last;
}

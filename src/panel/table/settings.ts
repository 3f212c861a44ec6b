import type { RunManifest } from '../../runs';
import type { Cell, TableSetting } from '../../run-table';

type Config = RunManifest['config'];
type Leaves = ReadonlyMap<string, Cell>;

/** Keys that say which run it is, or that a run does not have of its own. */
const identity = /^(name|\$schema|control|verdict|sweep)(\.|$)/;
const maxTextLength = 80;

const known = new WeakMap<Config, Leaves>();

/** Settings of a config by their paths; lists are one text. Kept as long as the config is. */
export function leavesOf(config: Config | undefined): Leaves {
  if (config === undefined) return new Map();
  const found = known.get(config);
  if (found !== undefined) return found;
  const leaves = new Map<string, Cell>();
  add(leaves, '', config);
  known.set(config, leaves);
  return leaves;
}

function add(leaves: Map<string, Cell>, path: string, value: unknown): void {
  if (value === undefined || value === null || identity.test(path)) return;
  if (typeof value !== 'object') leaves.set(path, cellOf(value));
  else if (Array.isArray(value)) leaves.set(path, value.map(String).join('-').slice(0, maxTextLength));
  else for (const [key, child] of Object.entries(value)) add(leaves, path === '' ? key : `${path}.${key}`, child);
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value).slice(0, maxTextLength);
}

const order = ['temperature', 'loss', 'student', 'teacher', 'teachers', 'train', 'data'];

/** Settings in which runs differ, found anew only when other configs are among them. */
export class SettingsOfRuns {
  private all: readonly Leaves[] = [];
  private found: readonly TableSetting[] = [];

  among(all: readonly Leaves[]): readonly TableSetting[] {
    const isSame = all.length === this.all.length && all.every((leaves, index) => leaves === this.all[index]);
    if (isSame) return this.found;
    const found = variedSettings(all);
    // The same settings stay the same object, by which descriptions of runs are known.
    if (JSON.stringify(found) !== JSON.stringify(this.found)) this.found = found;
    this.all = all;
    return this.found;
  }
}

/** Settings that are not the same in all configs, in the order of their columns; the seed last. */
function variedSettings(all: readonly Leaves[]): TableSetting[] {
  const paths = [...new Set(all.flatMap((leaves) => [...leaves.keys()]))];
  const first = all[0];
  const varied = paths.filter((path) => all.some((leaves) => leaves.get(path) !== first?.get(path)));
  const rank = (path: string): number => {
    if (path === 'seed') return order.length + 1;
    const at = order.indexOf(path.split('.')[0] ?? '');
    return at < 0 ? order.length : at;
  };
  const sorted = varied
    .map((path, place) => ({ path, place }))
    .sort((a, b) => rank(a.path) - rank(b.path) || a.place - b.place);
  const shorts = sorted.map(({ path }) => shortOf(path));
  return sorted.map(({ path }, index) => {
    const short = shorts[index] ?? path;
    const isUnique = shorts.filter((one) => one === short).length === 1;
    const isNumber = all.every((leaves) => typeof (leaves.get(path) ?? 0) === 'number');
    return { path, label: isUnique ? short : path, isNumber };
  });
}

/** The last key of a path that says something: `T` of a temperature's value, `hidden`, `train.epochs` of a teacher. */
function shortOf(path: string): string {
  if (path === 'temperature.value') return 'T';
  const keys = path.split('.');
  const last = keys.at(-1) ?? path;
  const before = keys.at(-2);
  return before !== undefined && /^(value|model|name|kind|preset|strategy|\d+)$/.test(last) ? before : last;
}

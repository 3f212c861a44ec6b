import { formatRunLabel } from '../wording';
import { groupValue, type Column } from './columns';
import type { Grouping, Order, TableRun } from './table';

/** A row of the table: a run, or a group that opens to its runs. */
export type Row =
  | { readonly kind: 'run'; readonly key: string; readonly run: TableRun; readonly depth: 0 | 1 }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly label: string;
      readonly runs: readonly TableRun[];
      /** The sweep that the group is of; its panel opens from the row. */
      readonly sweep?: TableRun;
      readonly isOpen: boolean;
    };

interface Group {
  readonly key: string;
  readonly runs: readonly TableRun[];
  readonly sweep?: TableRun;
}

export interface RowOptions {
  readonly grouping: Grouping;
  readonly order: Order;
  readonly columns: readonly Column[];
  /** Keys of groups that are open. */
  readonly open: ReadonlySet<string>;
}

/** The rows of runs: grouped, and ordered by a column; those without a value come last, equal ones stay as they are. */
export function rowsOf(runs: readonly TableRun[], { grouping, order, columns, open }: RowOptions): Row[] {
  const column = columns.find(({ key }) => key === order.key);
  const groups = groupsOf(runs, grouping);
  const sorted = sortBy(groups, order, (group) => column && groupValue(column, group.runs));
  return sorted.flatMap((group): Row[] => {
    const [only, ...others] = group.runs;
    if (group.sweep === undefined && others.length === 0)
      return only === undefined ? [] : [{ kind: 'run', key: only.key, run: only, depth: 0 }];
    const isOpen = open.has(group.key);
    const inside = isOpen ? sortBy(group.runs, order, (run) => column?.valueOf(run)) : [];
    return [makeGroup(group, isOpen), ...inside.map((run): Row => ({ kind: 'run', key: run.key, run, depth: 1 }))];
  });
}

/** Row of a group. Its label is made when it is first asked for: of thousands of groups few are in sight. */
function makeGroup({ key, runs, sweep }: Group, isOpen: boolean): Row {
  let label: string | undefined;
  return {
    ...{ kind: 'group', key, runs, isOpen, ...(sweep && { sweep }) },
    get label(): string {
      label ??= sweep === undefined ? commonLabel(runs) : formatRunLabel(sweep);
      return label;
    },
  };
}

/** Runs by their groups, each at the place of its first run. */
function groupsOf(runs: readonly TableRun[], grouping: Grouping): Group[] {
  const keyOf = ({ key, repeat, sweep, isSweep }: TableRun): string => {
    if (grouping === 'sweep') return isSweep ? `sweep ${key}` : sweep === '' ? key : `sweep ${sweep}`;
    return grouping === 'seeds' && !isSweep ? `repeat ${repeat}` : key;
  };
  if (grouping === 'none') return runs.map((run) => ({ key: run.key, runs: [run] }));
  const groups = new Map<string, { key: string; runs: TableRun[]; sweep?: TableRun }>();
  for (const run of runs) {
    const key = keyOf(run);
    const group = groups.get(key) ?? { key, runs: [] };
    groups.set(key, group);
    if (grouping === 'sweep' && run.isSweep) group.sweep = run;
    else group.runs.push(run);
  }
  return [...groups.values()];
}

function sortBy<Item>(
  items: readonly Item[],
  { isDescending }: Order,
  valueOf: (item: Item) => number | string | undefined,
): Item[] {
  const sign = isDescending ? -1 : 1;
  return items
    .map((item, place) => ({ item, place, value: valueOf(item) }))
    .sort((one, other) => {
      if (one.value === undefined || other.value === undefined) {
        return Number(one.value === undefined) - Number(other.value === undefined) || one.place - other.place;
      }
      return sign * compareValues(one.value, other.value) || one.place - other.place;
    })
    .map(({ item }) => item);
}

function compareValues(one: number | string, other: number | string): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [String(one), String(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The parts that the labels of all runs share, in their order; of runs that share none the first name. */
export function commonLabel(runs: readonly TableRun[]): string {
  const [first, ...others] = runs.map((run) => formatRunLabel(run).split(/, | · /));
  const shared = (first ?? []).filter((part) => others.every((parts) => parts.includes(part)));
  const [name = '', ...rest] = shared.length === 0 ? [runs[0]?.name ?? ''] : shared;
  return rest.length === 0 ? name : `${name} · ${rest.join(', ')}`;
}

/**
 * The runs that `count` best ones leave: candidates for deletion. Those with a star and the baseline stay whatever they reached,
 * and so does a run that has not finished. Best is by test errors, else by accuracy.
 */
export function beyondBest(runs: readonly TableRun[], count: number): TableRun[] {
  const finished = runs.filter(({ status, isSweep }) => status === 'finished' && !isSweep);
  const valueOf = ({ results: { errors, accuracy } }: TableRun): number | undefined =>
    errors ?? (accuracy === undefined ? undefined : 1e9 - accuracy);
  const sorted = sortBy(finished, { key: '', isDescending: false }, valueOf);
  return sorted.slice(count).filter(({ isStarred, isBaseline }) => !isStarred && !isBaseline);
}

import { meanAndDeviation } from '../statistics';
import { formatAge, formatFacts, formatNumber, formatRunLabel, formatStatus, missing } from '../wording';
import { formatSpread, results, type Result } from './results';
import type { RunTable, TableRun, TableSetting, TableView } from './table';

/** A column of the table. */
export interface Column {
  readonly key: string;
  /** Name in the head. */
  readonly label: string;
  /** Name in a filter: one word. */
  readonly word: string;
  readonly isNumber: boolean;
  readonly better: 1 | -1 | 0;
  /** Whether a column is shown without being asked for, where its runs differ in it. */
  readonly isUsual: boolean;
  /** Value by which rows are ordered and filtered; undefined where a run has none. */
  readonly valueOf: (run: TableRun) => number | string | undefined;
  readonly textOf: (run: TableRun) => string;
  /** Cell of a group of runs. */
  readonly textOfGroup: (runs: readonly TableRun[]) => string;
  /** Whether the cell shows a result on the validation split. */
  readonly isOfSplit: boolean;
}

/** Results that stand before the settings: accuracy, errors and their differences. */
const mainResults = 4;
/** Settings that are shown before a person asks for more. */
const usualSettings = 8;

const nothing = { better: 0, isOfSplit: false, textOfGroup: () => '' } as const;

/** All columns of a table: the label, the standing, the main results, settings, and the rest. `now` in milliseconds decides ages. */
export function columnsOf({ settings }: RunTable, now: number): Column[] {
  return [
    {
      ...{ ...nothing, key: 'run', label: 'run', word: 'run', isNumber: false, isUsual: true },
      ...{ valueOf: formatRunLabel, textOf: formatRunLabel },
    },
    {
      ...{ ...nothing, key: 'status', label: 'status', word: 'status', isNumber: false, isUsual: true },
      valueOf: ({ status }) => formatStatus(status),
      textOf: ({ status, standing }) => formatFacts([formatStatus(status), standing]),
      textOfGroup: statusesOf,
    },
    // The label says the settings that differ already, so that the main results stand beside it.
    ...results.slice(0, mainResults).map(resultColumn),
    ...settings.map(settingColumn),
    ...results.slice(mainResults).map(resultColumn),
    {
      ...{ ...nothing, key: 'tags', label: 'tags', word: 'tags', isNumber: false, isUsual: false },
      ...{ valueOf: (run: TableRun) => run.tags.join(' '), textOf: (run: TableRun) => run.tags.join(' ') },
    },
    {
      ...{ ...nothing, key: 'note', label: 'note', word: 'note', isNumber: false, isUsual: false },
      ...{ valueOf: (run: TableRun) => run.note, textOf: (run: TableRun) => run.note.split('\n')[0] ?? '' },
    },
    {
      ...{ ...nothing, key: 'created', label: 'made', word: 'made', isNumber: true, isUsual: true },
      valueOf: ({ createdAt }) => createdAt,
      textOf: ({ createdAt }) => formatAge(createdAt, now),
      textOfGroup: (runs) => formatAge(Math.max(...runs.map(({ createdAt }) => createdAt)), now),
    },
    {
      ...{ ...nothing, key: 'curve', label: 'curve', word: 'curve', isNumber: true, isUsual: true },
      valueOf: ({ curve }) => curve.at(-1),
      textOf: () => '',
    },
  ];
}

/** `3 finished`, or `2 finished, 1 running`. */
function statusesOf(runs: readonly TableRun[]): string {
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(formatStatus(status), (counts.get(formatStatus(status)) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}

function settingColumn({ path, label, isNumber }: TableSetting, index: number): Column {
  const valueOf = ({ cells }: TableRun): number | string | undefined => cells[index] ?? undefined;
  const textOf = (run: TableRun): string => {
    const value = valueOf(run);
    if (value === undefined) return '';
    return typeof value === 'number' ? formatNumber(value, 6) : value;
  };
  return {
    ...{ key: path, label, word: label.replaceAll(' ', ''), isNumber, better: 0, isOfSplit: false },
    isUsual: index < usualSettings,
    ...{ valueOf, textOf },
    textOfGroup: (runs) => {
      const sorted = [...runs].sort((one, other) => Number(valueOf(one)) - Number(valueOf(other)) || 0);
      const texts = [...new Set(sorted.map(textOf))];
      return texts.length <= 3 ? texts.join(', ') : `${texts.length} values`;
    },
  };
}

function resultColumn(result: Result): Column {
  const { name, label, better, isUsual, isOfSplit, format } = result;
  const valueOf = ({ results: own }: TableRun): number | undefined => own[name];
  return {
    ...{ key: name, label, word: name, isNumber: true, better, isUsual, isOfSplit, valueOf },
    textOf: (run) => {
      const value = valueOf(run);
      return value === undefined ? missing : format(value);
    },
    textOfGroup: (runs) => formatSpread(valuesIn(runs, valueOf), result),
  };
}

const valuesIn = (runs: readonly TableRun[], valueOf: (run: TableRun) => number | undefined): number[] =>
  runs.flatMap((run) => valueOf(run) ?? []);

/** Value of a group by which groups are ordered: the mean of numbers, the newest of times, the first of texts. */
export function groupValue({ key, valueOf }: Column, runs: readonly TableRun[]): number | string | undefined {
  const [only, ...others] = runs;
  if (only !== undefined && others.length === 0) return valueOf(only);
  const values = runs.flatMap((run) => valueOf(run) ?? []);
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0) return values[0];
  return key === 'created' ? Math.max(...numbers) : meanAndDeviation(numbers).mean;
}

/**
 * Columns to show: those that a person asked for, and of the others the usual ones in which the runs differ. A constant column
 * says nothing, and one without any value neither.
 */
export function shownColumns(columns: readonly Column[], runs: readonly TableRun[], view: TableView): Column[] {
  return columns.filter((column) => {
    const wish = view.columns[column.key];
    if (wish !== undefined) return wish;
    if (column.key === 'run') return true;
    if (column.key === 'status') return runs.some(({ status, isSweep }) => status !== 'finished' && !isSweep);
    if (!column.isUsual) return false;
    if (column.key === 'created') return true;
    if (column.key === 'curve') return runs.some(({ curve }) => curve.length > 1);
    return isVaried(column, runs);
  });
}

function isVaried({ valueOf }: Column, runs: readonly TableRun[]): boolean {
  const [first, ...others] = runs;
  if (first === undefined) return false;
  const value = valueOf(first);
  // Of a single run all values are constant, and all are of interest.
  return others.length === 0 ? value !== undefined : others.some((run) => valueOf(run) !== value);
}

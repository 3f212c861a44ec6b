import * as z from 'zod/mini';
import { resultNames, type Cell, type ResultName, type TableRun } from '../../run-table';
import { statuses } from '../../wording';
import { shortList, type Message } from './schema';

/** Limits of a message: far above those of a workspace that a person can look through. */
const limits = { runs: 20_000, settings: 1000, tags: 100, curve: 200, key: 300 } as const;

/**
 * Schema of a column: a list whose items one test takes. A schema of each run would go through 25 fields of 2,000 objects by zod,
 * which takes a tenth of a second; a loop over each column takes a few thousandths.
 */
const columnOf = <Item>(test: (item: unknown) => boolean, noun: string): z.ZodMiniCustom<readonly Item[]> =>
  z.custom<readonly Item[]>(
    (value) => Array.isArray(value) && value.length <= limits.runs && value.every(test),
    `is no list of ${noun}`,
  );

const isText = (item: unknown): boolean => typeof item === 'string';
const isNumber = (item: unknown): boolean => Number.isFinite(item);
const isCount = (item: unknown): boolean => Number.isSafeInteger(item) && (item as number) >= 0;
const isKey = (item: unknown): boolean => typeof item === 'string' && item.length > 0 && item.length <= limits.key;
const isStatus = (item: unknown): boolean => (statuses as readonly unknown[]).includes(item);
const isCell = (item: unknown): boolean => item === null || isText(item) || isNumber(item);
const isListOf =
  (test: (item: unknown) => boolean, max: number) =>
  (item: unknown): boolean =>
    Array.isArray(item) && item.length <= max && item.every(test);

const texts = () => columnOf<string>(isText, 'texts');

/** Schema of runs column by column; those of one place in the columns are one run's. */
export const runColumnsSchema = () =>
  z
    .object({
      key: columnOf<string>(isKey, 'keys'),
      ...{ name: texts(), difference: texts(), standing: texts(), judgement: texts(), note: texts(), sweep: texts() },
      status: columnOf<TableRun['status']>(isStatus, 'statuses'),
      ...{ createdAt: columnOf<number>(isNumber, 'times'), repeat: columnOf<number>(isCount, 'counts') },
      /** One bit for each of `flags`. */
      flags: columnOf<number>(isCount, 'flags'),
      tags: columnOf<readonly string[]>(isListOf(isText, limits.tags), 'lists of tags'),
      /** A column for each setting. */
      cells: shortList(columnOf<Cell>(isCell, 'values'), limits.settings),
      /** A column for each result that a run has. */
      results: z.partialRecord(
        z.enum(resultNames),
        columnOf<number | null>((item) => item === null || isNumber(item), 'results'),
      ),
      curve: columnOf<readonly number[]>(isListOf(isNumber, limits.curve), 'curves'),
    })
    .check(
      z.refine(
        ({ key, cells, results, ...columns }) =>
          [...Object.values(columns), ...cells, ...Object.values(results)].every(({ length }) => length === key.length),
        { error: 'has columns of different lengths', abort: true },
      ),
    );

/** Runs column by column, as they travel: the name of each field stands once in the message. */
export type RunColumns = Message<typeof runColumnsSchema>;

const flags = ['isStarred', 'isArchived', 'isBaseline', 'isControl', 'isSweep', 'isValidation'] as const;

/** Writes runs as columns. All have as many cells. */
export function packRuns(runs: readonly TableRun[]): RunColumns {
  const columnBy = <Item>(read: (run: TableRun) => Item): Item[] => runs.map(read);
  const measured = resultNames.filter((name) => runs.some(({ results }) => results[name] !== undefined));
  return {
    ...{ key: columnBy(({ key }) => key), name: columnBy(({ name }) => name) },
    ...{ difference: columnBy(({ difference }) => difference), standing: columnBy(({ standing }) => standing) },
    ...{ judgement: columnBy(({ judgement }) => judgement), note: columnBy(({ note }) => note) },
    ...{ sweep: columnBy(({ sweep }) => sweep), status: columnBy(({ status }) => status) },
    ...{ createdAt: columnBy(({ createdAt }) => createdAt), repeat: columnBy(({ repeat }) => repeat) },
    flags: columnBy((run) => flags.reduce((bits, name, place) => (run[name] ? bits | (1 << place) : bits), 0)),
    tags: columnBy(({ tags }) => tags),
    cells: (runs[0]?.cells ?? []).map((_, place) => columnBy(({ cells }) => cells[place] ?? null)),
    results: Object.fromEntries(measured.map((name) => [name, columnBy(({ results }) => results[name] ?? null)])),
    curve: columnBy(({ curve }) => curve),
  };
}

/** Reads runs from columns that were checked. */
export function unpackRuns(columns: RunColumns): TableRun[] {
  const { cells } = columns;
  const results = Object.entries(columns.results) as [ResultName, readonly (number | null)[]][];
  const textAt = (column: readonly string[], at: number): string => column[at] ?? '';
  return columns.key.map((key, at) => {
    const bits = columns.flags[at] ?? 0;
    const has = (flag: (typeof flags)[number]): boolean => (bits & (1 << flags.indexOf(flag))) !== 0;
    const measured: Partial<Record<ResultName, number>> = {};
    for (const [name, column] of results) {
      const value = column[at];
      if (typeof value === 'number') measured[name] = value;
    }
    return {
      ...{ key, name: textAt(columns.name, at), difference: textAt(columns.difference, at) },
      ...{ standing: textAt(columns.standing, at), judgement: textAt(columns.judgement, at) },
      ...{ note: textAt(columns.note, at), sweep: textAt(columns.sweep, at) },
      ...{ status: columns.status[at] ?? 'broken', createdAt: columns.createdAt[at] ?? 0 },
      ...{ repeat: columns.repeat[at] ?? 0, tags: columns.tags[at] ?? [], curve: columns.curve[at] ?? [] },
      ...{ isStarred: has('isStarred'), isArchived: has('isArchived'), isBaseline: has('isBaseline') },
      ...{ isControl: has('isControl'), isSweep: has('isSweep'), isValidation: has('isValidation') },
      cells: cells.map((column) => column[at] ?? null),
      results: measured,
    };
  });
}

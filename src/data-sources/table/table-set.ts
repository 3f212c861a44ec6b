import { DataFault } from '../data-fault';
import type { DataClass, DataColumn, DataFacts } from '../facts';
import { classesOf, factsOfSplits, indicesOfLabels } from '../classes/label-map';
import type { DataFile } from '../source';
import { mapSplits, readSplits, type DataSplits } from '../splits';
import type { IsExact } from './column-builder';
import { joinTables } from './join-tables';
import { mayBeLabel, planTable, type TablePlan, type WrittenColumns } from './plan';
import { readParquetTable } from './parquet';
import { readTextTable, type Table, type TextTableOptions } from './read-table';
import { tableRows, type Missing, type TableRows } from './table-rows';

/** Settings that say how tables are read. */
export interface TableOptions extends TextTableOptions {
  readonly columns?: WrittenColumns | undefined;
  readonly missing?: Missing | undefined;
}

/** A split of a table. */
export interface TableSplit extends Pick<TableRows, 'leftOut' | 'makeRows'> {
  /** Index of each row's class. */
  readonly labels: Int32Array;
}

/** A data set in tables. */
export interface TableSet {
  readonly splits: DataSplits<TableSplit>;
  readonly classes: readonly DataClass[];
  readonly plan: TablePlan;
  /** The training table; the memory of its columns is given back when its rows are made. */
  readonly train: Table;
}

/** Reads a table of any kind of file. Throws a DataFault that names the file. */
export function readTable(file: DataFile, options: TextTableOptions, isExact: IsExact = () => false): Promise<Table> {
  return /\.parquet$/i.test(file.path)
    ? readParquetTable(file, { isExact })
    : readTextTable(file, options, { isExact });
}

/**
 * Reads the tables of a data set.
 * @throws DataFault that names the file, and the column and row where there are such
 */
export async function readTableSet(files: readonly DataFile[], options: TableOptions): Promise<TableSet> {
  const isExact: IsExact = (name) => mayBeLabel(name, options.columns);
  const tables = await readSplits(files, async (split) => {
    const [file, ...others] = files.filter(({ role }) => role === `${split} table`);
    if (file === undefined) throw new DataFault(`there is no table of ${split}`, 'name one in data.path');
    const more: Table[] = [];
    for (const other of others) more.push(await readTable(other, options, isExact));
    return joinTables([await readTable(file, options, isExact), ...more], isExact);
  });
  const { train } = tables;
  if (train.rows === 0) throw new DataFault(`${train.file}: it has no row`, 'name a table with rows');
  const plan = planTable(train, options.columns);
  const missing = options.missing ?? 'error';
  const nameOf = ({ file }: Table): string => `${file}: '${plan.label}'`;
  const trainRows = tableRows(train, plan, missing);
  const classes = classesOf(trainRows.labels, nameOf(train));
  const splits = mapSplits(tables, (table): TableSplit => {
    const { labels, leftOut, makeRows } = table === train ? trainRows : tableRows(table, plan, missing);
    if (labels.length === 0) throw new DataFault(`${table.file}: it has no row`, 'name a table with rows');
    return { makeRows, labels: indicesOfLabels(labels, classes, nameOf(table)), leftOut };
  });
  return { splits, classes, plan, train };
}

/** Facts of a data set in tables, its columns and first rows. Throws as `readTableSet` does. */
export async function describeTableSet(files: readonly DataFile[], options: TableOptions): Promise<DataFacts> {
  const { splits, classes, plan, train } = await readTableSet(files, options);
  return {
    ...{ kind: 'table', shape: [plan.features], classes, splits: factsOfSplits(splits, classes) },
    columns: train.columns.map(({ name, missing }) => ({ name, use: useOf(name, plan), missing })),
    firstRows: train.firstRows,
  };
}

function useOf(name: string, { label, numbers, texts }: TablePlan): DataColumn['use'] {
  if (name === label) return 'label';
  if (numbers.includes(name)) return 'number';
  return texts.some((text) => text.name === name) ? 'text' : 'unused';
}

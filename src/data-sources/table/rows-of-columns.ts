import { DataFault } from '../data-fault';
import { statFile } from '../files/read-bytes';
import type { TableColumn } from './column-builder';
import { listed } from './plan';
import type { Table, TextTableOptions } from './read-table';
import { assertFinite, featureRows, type RowPlan } from './table-rows';
import { readTable } from './table-set';

/**
 * Reads the rows of a table for a network that was trained on another one: numbers as they are, NaN where one is missing, and 1
 * in the column of the text that a row has.
 * @param path the file, as messages name it
 * @param columns names of the network's inputs: numbers first, then `column: text` for each text of a column
 * @returns rows [count, columns]
 * @throws DataFault that names the file where a column is not there or holds no numbers
 */
export async function readRowsOfColumns(
  path: string,
  columns: readonly string[],
  options: TextTableOptions,
): Promise<{ readonly count: number; readonly rows: Float32Array }> {
  const table = await readTable(await statFile('train table', path), options);
  const plan = planOf(columns, table);
  const named = (name: string): TableColumn[] => table.columns.filter((column) => column.name === name);
  const numbers = plan.numbers.flatMap(named);
  for (const { name, noNumber } of numbers) {
    if (noNumber === undefined) continue;
    const message = `${path}: row ${noNumber.row + 1} has '${noNumber.value.slice(0, 40)}' in '${name}', which is no number`;
    throw new DataFault(message, 'mend the value');
  }
  numbers.forEach((column) => assertFinite(column, path));
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  const texts = plan.texts.flatMap(({ name }) => named(name));
  return { count: table.rows, rows: featureRows(all, numbers, texts, plan) };
}

function planOf(columns: readonly string[], table: Table): RowPlan {
  const names = new Set(table.columns.map(({ name }) => name));
  const numbers: string[] = [];
  const texts = new Map<string, string[]>();
  for (const column of columns) {
    const end = texts.size === 0 && names.has(column) ? -1 : endOfName(column, names);
    if (end < 0) {
      numbers.push(column);
      continue;
    }
    const [name, value] = [column.slice(0, end), column.slice(end + separator.length)];
    texts.set(name, [...(texts.get(name) ?? []), value]);
  }
  const missing = numbers.find((name) => !names.has(name));
  if (missing !== undefined) {
    throw new DataFault(`${table.file} has no column '${missing}'`, `its columns are ${listed(table.columns)}`);
  }
  return {
    numbers,
    texts: [...texts].map(([name, values]) => ({ name, values })),
    features: columns.length,
  };
}

const separator = ': ';

/** Length of the name of the column that `column: text` begins with; −1 where the table has no such column. */
function endOfName(column: string, names: ReadonlySet<string>): number {
  for (let end = column.indexOf(separator); end >= 0; end = column.indexOf(separator, end + 1)) {
    if (names.has(column.slice(0, end))) return end;
  }
  return -1;
}

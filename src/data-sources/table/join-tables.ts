import { DataFault } from '../data-fault';
import { maxClasses } from '../fields';
import type { Cell, IsExact, TableColumn } from './column-builder';
import { GrowableColumn } from './growable-column';
import type { Table } from './read-table';

/**
 * Tables of the same columns as one, row behind row.
 * @param isExact as the tables were read with
 * @throws DataFault that names the first file whose columns are others
 */
export function joinTables(tables: readonly [Table, ...Table[]], isExact: IsExact): Table {
  const [first, ...others] = tables;
  if (others.length === 0) return first;
  for (const table of others) refuseOtherColumns(first, table);
  const ordered = first.columns.map(({ name }) =>
    tables.flatMap((table) => table.columns.filter((column) => column.name === name)),
  );
  return {
    file: `${first.file} and ${others.length} more`,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    columns: ordered.map((parts) => joinColumns(parts, isExact(parts[0]?.name ?? ''))),
    firstRows: first.firstRows,
  };
}

function refuseOtherColumns(first: Table, { file, columns }: Table): void {
  const names = ({ columns: all }: Pick<Table, 'columns'>): string[] => all.map(({ name }) => name);
  const [expected, found] = [names(first), names({ columns })];
  const missing = expected.find((name) => !found.includes(name));
  const surplus = found.find((name) => !expected.includes(name));
  if (missing === undefined && surplus === undefined) return;
  const what = missing === undefined ? `has a column '${surplus ?? ''}'` : `has no column '${missing}'`;
  const message = `${file} ${what}, other than ${first.file}`;
  throw new DataFault(message, 'name files with the same columns in data.path');
}

/** Values of parts, one behind the other; the memory of each part is given back. */
function joinColumns(parts: readonly TableColumn[], isExact: boolean): TableColumn {
  const numbers = new GrowableColumn(isExact ? Float64Array : Float32Array);
  const codeOf = new Map<string, number>();
  let codes = parts.every((part) => part.codes !== undefined) ? new GrowableColumn(Int16Array) : undefined;
  let [noNumber, overflow]: [TableColumn['noNumber'], TableColumn['overflow']] = [undefined, undefined];
  let firstMissing: number | undefined;
  for (const part of parts) {
    const start = numbers.length;
    const own = part.texts.map((text) => {
      if (!codeOf.has(text)) codeOf.set(text, codeOf.size);
      return codeOf.get(text) ?? -1;
    });
    if (codeOf.size > maxClasses) codes = undefined;
    if (part.codes !== undefined) moveValues(part.codes, codes, (code) => (code < 0 ? -1 : (own[code] ?? -1)));
    noNumber ??= cellBehind(start, part.noNumber);
    overflow ??= cellBehind(start, part.overflow);
    if (part.firstMissing !== undefined) firstMissing ??= start + part.firstMissing;
    moveValues(part.numbers, numbers, (number) => number);
  }
  return {
    ...{ name: parts[0]?.name ?? '', numbers, texts: [...codeOf.keys()] },
    missing: parts.reduce((sum, part) => sum + part.missing, 0),
    ...(codes !== undefined && { codes }),
    ...(noNumber !== undefined && { noNumber }),
    ...(overflow !== undefined && { overflow }),
    ...(firstMissing !== undefined && { firstMissing }),
  };
}

function moveValues(from: GrowableColumn, to: GrowableColumn | undefined, change: (value: number) => number): void {
  for (let row = 0; row < from.length; row += 1) {
    to?.push(change(from.at(row)));
    from.release(row);
  }
}

function cellBehind(start: number, cell: Cell | undefined): Cell | undefined {
  return cell && { ...cell, row: start + cell.row };
}

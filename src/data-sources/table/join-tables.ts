import { DataFault } from '../data-fault';
import { maxClasses } from '../fields';
import type { TableColumn } from './column-builder';
import type { Table } from './read-table';

/**
 * Tables of the same columns as one, row behind row.
 * @throws DataFault that names the first file whose columns are others
 */
export function joinTables(tables: readonly [Table, ...Table[]]): Table {
  const [first, ...others] = tables;
  if (others.length === 0) return first;
  for (const table of others) refuseOtherColumns(first, table);
  const ordered = first.columns.map(({ name }) =>
    tables.flatMap((table) => table.columns.filter((column) => column.name === name)),
  );
  return {
    file: `${first.file} and ${others.length} more`,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    columns: ordered.map((parts) => joinColumns(parts)),
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

function joinColumns(parts: readonly TableColumn[]): TableColumn {
  const rows = parts.reduce((sum, { numbers }) => sum + numbers.length, 0);
  const numbers = new Float64Array(rows);
  const codeOf = new Map<string, number>();
  const codes = parts.every((part) => part.codes !== undefined) ? new Int32Array(rows) : undefined;
  let start = 0;
  let noNumber: TableColumn['noNumber'];
  let firstMissing: number | undefined;
  for (const part of parts) {
    numbers.set(part.numbers, start);
    const own = part.texts.map((text) => {
      if (!codeOf.has(text)) codeOf.set(text, codeOf.size);
      return codeOf.get(text) ?? -1;
    });
    part.codes?.forEach((code, row) => {
      if (codes !== undefined) codes[start + row] = code < 0 ? -1 : (own[code] ?? -1);
    });
    if (part.noNumber !== undefined) noNumber ??= { ...part.noNumber, row: start + part.noNumber.row };
    if (part.firstMissing !== undefined) firstMissing ??= start + part.firstMissing;
    start += part.numbers.length;
  }
  return {
    ...{ name: parts[0]?.name ?? '', numbers, texts: [...codeOf.keys()] },
    missing: parts.reduce((sum, part) => sum + part.missing, 0),
    ...(codes !== undefined && codeOf.size <= maxClasses && { codes }),
    ...(noNumber !== undefined && { noNumber }),
    ...(firstMissing !== undefined && { firstMissing }),
  };
}

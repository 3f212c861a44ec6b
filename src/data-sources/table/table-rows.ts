import { DataFault } from '../data-fault';
import type { Label } from '../classes/label-map';
import type { TableColumn } from './column-builder';
import { pieceLength } from './growable-column';
import { columnNamed, type TablePlan } from './plan';
import type { Table } from './read-table';

/** Treatment of missing values: filled with the mean of the training split, left out by row, or refused. */
export type Missing = 'mean' | 'row' | 'error';

/** Rows of a table that are used. */
export interface TableRows {
  readonly labels: readonly Label[];
  /** Rows that were left out, since a value was missing. */
  readonly leftOut: number;
  /**
   * Makes the rows [count, features], once: the columns' memory is given back meanwhile. NaN where a number is missing that
   * is filled in later.
   */
  readonly makeRows: () => RowPieces;
}

/** Rows [count, features], so many to a piece; the last piece may have fewer. */
export interface RowPieces {
  readonly pieces: readonly Float32Array[];
  readonly rowsPerPiece: number;
  readonly features: number;
}

/**
 * Takes rows of a table by the plan of the training table. A text that the training table does not have is none of its
 * columns: all are 0.
 * @throws DataFault that names the column and the row, counted from 1 below the names
 */
export function tableRows(table: Table, plan: TablePlan, missing: Missing): TableRows {
  const label = columnNamed(table, plan.label, 'data.columns.label');
  const numbers = plan.numbers.map((name) => columnNamed(table, name, 'data.columns.numbers'));
  const texts = plan.texts.map(({ name }) => columnNamed(table, name, 'data.columns.texts'));
  if (missing === 'error') refuseMissing([...numbers, ...texts], table.file);
  if (missing !== 'row') refuseMissingLabels(label, table.file);
  numbers.forEach((column) => assertFinite(column, table.file));
  const used = [label, ...numbers, ...texts];
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  const kept = missing === 'row' ? all.filter((row) => !used.some((column) => isMissing(column, row))) : all;
  const labelAt = labelReader(label, table.file);
  return {
    labels: Array.from(kept, labelAt),
    leftOut: table.rows - kept.length,
    makeRows: () => rowPieces(kept, numbers, texts, plan),
  };
}

/** Inputs that are made of a row. */
export type RowPlan = Pick<TablePlan, 'numbers' | 'texts' | 'features'>;

/**
 * Rows in pieces as large as those of a column, whose memory is used again: a table that is twice in memory, once by its
 * columns and once by its rows, would take more than all else.
 */
function rowPieces(
  kept: Int32Array,
  numbers: readonly TableColumn[],
  texts: readonly TableColumn[],
  plan: RowPlan,
): RowPieces {
  const { features } = plan;
  const rowsPerPiece = Math.max(Math.floor(pieceLength / features), 1);
  const pieces: Float32Array[] = [];
  const free: Float32Array[] = [];
  for (let start = 0; start < kept.length; start += rowsPerPiece) {
    const some = kept.subarray(start, start + rowsPerPiece);
    const memory =
      features > pieceLength
        ? undefined
        : free
            .pop()
            ?.fill(0)
            .subarray(0, some.length * features);
    pieces.push(featureRows(some, numbers, texts, plan, memory));
    const end = kept[start + rowsPerPiece] ?? 0;
    for (const column of [...numbers, ...texts]) {
      free.push(...column.numbers.release(end).filter((piece) => piece instanceof Float32Array));
      column.codes?.release(end);
    }
  }
  return { pieces, rowsPerPiece, features };
}

/**
 * Rows [kept, features] of a table: its numbers, then 1 in the column of each text.
 * @param kept the table's rows that are taken
 * @param numbers its columns of numbers, in the plan's order; `texts` the same for texts
 * @param rows zeros that they are written over
 */
export function featureRows(
  kept: Int32Array,
  numbers: readonly TableColumn[],
  texts: readonly TableColumn[],
  plan: RowPlan,
  rows: Float32Array = new Float32Array(kept.length * plan.features),
): Float32Array {
  numbers.forEach((column, index) => {
    kept.forEach((row, at) => (rows[at * plan.features + index] = column.numbers.at(row)));
  });
  let first = numbers.length;
  plan.texts.forEach(({ values }, index) => {
    const column = texts[index];
    const placeOf = new Map(values.map((value, place) => [value, place]));
    const places = column?.texts.map((text) => placeOf.get(text));
    kept.forEach((row, at) => {
      const place = places?.[column?.codes?.at(row) ?? -1];
      if (place !== undefined) rows[at * plan.features + first + place] = 1;
    });
    first += values.length;
  });
  return rows;
}

/** Gives a row's label: a number where all labels of the table are, else its text. */
function labelReader({ noNumber, numbers, codes, texts, name }: TableColumn, file: string): (row: number) => Label {
  if (noNumber === undefined) return (row) => numbers.at(row);
  if (codes === undefined) {
    const message = `${file}: the label '${name}' has more than 10,000 different texts`;
    throw new DataFault(message, 'name a column whose values are classes in data.columns.label');
  }
  return (row) => texts[codes.at(row)] ?? '';
}

function isMissing({ numbers, codes, noNumber }: TableColumn, row: number): boolean {
  return noNumber === undefined ? Number.isNaN(numbers.at(row)) : (codes?.at(row) ?? 0) < 0;
}

function refuseMissing(columns: readonly TableColumn[], file: string): void {
  const lacking = columns.filter(({ missing }) => missing > 0);
  const [first] = lacking;
  if (first === undefined) return;
  const total = lacking.reduce((sum, { missing }) => sum + missing, 0);
  const names = lacking.slice(0, 5).map(({ name, missing }) => `'${name}' ${missing}`);
  const message = `${file}: row ${(first.firstMissing ?? 0) + 1} has no value of '${first.name}'; missing are ${total}: ${names.join(', ')}${lacking.length > 5 ? ', …' : ''}`;
  throw new DataFault(
    message,
    'write data.missing: mean, which fills in the mean of the training split, or row, which leaves such rows out',
  );
}

function refuseMissingLabels({ missing, firstMissing = 0, name }: TableColumn, file: string): void {
  if (missing === 0) return;
  const message = `${file}: row ${firstMissing + 1} has no label ('${name}'); missing are ${missing}`;
  throw new DataFault(message, 'write data.missing: row, which leaves such rows out');
}

/** Refuses numbers that float32 does not hold. Throws a DataFault with the row, counted from 1, and the value as it is written. */
export function assertFinite({ name, overflow }: TableColumn, file: string): void {
  if (overflow === undefined) return;
  const message = `${file}: row ${overflow.row + 1} has ${overflow.value} in '${name}', beyond what float32 holds`;
  throw new DataFault(message, 'mend the value, or scale the column');
}

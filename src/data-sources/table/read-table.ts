import { firstRepeated } from '../classes/class-index';
import { DataFault } from '../data-fault';
import { maxClasses } from '../fields';
import type { DataFile } from '../source';
import { ColumnBuilder, type IsExact, type TableColumn } from './column-builder';
import { csvFault } from './csv/csv-fault';
import { dialectOf, type WrittenDialect } from './csv/dialect';
import { readText } from './csv/text-encoding';

/** A table as its file has it. */
export interface Table {
  readonly file: string;
  readonly rows: number;
  /** Columns that have a name. */
  readonly columns: readonly TableColumn[];
  /** The first rows as texts, for a look at them. */
  readonly firstRows: readonly (readonly string[])[];
}

/** Settings that say how a table is read. */
export interface TextTableOptions extends WrittenDialect {
  /** False where the first row has no names: columns are then called 1, 2, 3 … */
  readonly header?: boolean | undefined;
}

/** Characters at the start of a file from which its dialect is detected. */
const lookedAt = 1 << 16;
/** Rows that are shown. */
const shownRows = 5;
/** A longer row is a quote that is never closed. */
const maxRowCharacters = 1 << 20;
const maxColumns = 100_000;

/** Extent and precision in which a table is read. */
export interface TableReading {
  /** Reads the rows that begin before this byte alone, for a first look; absent, all. */
  readonly end?: number;
  /** Absent, no column is exact. */
  readonly isExact?: IsExact;
}

/** Reads a table of separated values. Throws a DataFault that names the file and the line. */
export async function readTextTable(
  { path: file }: DataFile,
  options: TextTableOptions,
  { end = Infinity, isExact = () => false }: TableReading = {},
): Promise<Table> {
  let start = '';
  for await (const piece of readText(file, lookedAt)) start += piece;
  const { separator, decimal } = dialectOf(start, options, /\.(tsv|tab)$/i.test(file));
  const { isCsvError, parse } = await import('./csv/csv-parser');
  const taker = new RowTaker(file, options.header ?? true, decimal, isExact);
  const parser = parse({
    delimiter: separator,
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: false,
    max_record_size: maxRowCharacters,
    on_record: (record: string[], { lines }: { readonly lines: number }) => {
      taker.take(record, lines);
      return undefined;
    },
  });
  const ended = new Promise<void>((resolve, reject) => {
    parser.once('end', resolve).once('error', reject);
    parser.resume();
  });
  try {
    const feeding = feed(file, end, (piece) => writeTo(parser, piece));
    await Promise.race([feeding, ended]);
    await feeding;
    // The last row of a first look is cut off somewhere.
    if (end === Infinity) {
      parser.end();
      await ended;
    }
  } catch (error) {
    if (!isCsvError(error)) throw error;
    throw csvFault(error, file);
  }
  return taker.table();
}

async function feed(file: string, end: number, write: (piece: string) => Promise<void>): Promise<void> {
  for await (const piece of readText(file, end)) await write(piece);
}

function writeTo(parser: NodeJS.WritableStream, piece: string): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

/** Takes the rows of a text table: the first gives names to the columns. */
class RowTaker {
  private builders: readonly ColumnBuilder[] | undefined;
  private rows = 0;
  private readonly firstRows: string[][] = [];

  constructor(
    private readonly file: string,
    private readonly hasHeader: boolean,
    private readonly decimal: '.' | ',',
    private readonly isExact: IsExact,
  ) {}

  take(record: readonly string[], line: number): void {
    if (this.builders === undefined) {
      this.builders = this.begin(record);
      if (this.hasHeader) return;
    }
    const { builders } = this;
    if (record.length !== builders.length) {
      const message = `${this.file}, line ${line}: ${record.length} values, where ${builders.length} columns have names`;
      throw new DataFault(message, 'give every row as many values; a value with a separator in it needs quotes');
    }
    builders.forEach((builder, index) => builder.addText(record[index] ?? '', this.decimal));
    if (this.rows < shownRows) this.firstRows.push(record.map((value) => value.trim()));
    this.rows += 1;
  }

  table(): Table {
    if (this.builders === undefined)
      throw new DataFault(`${this.file}: it is empty`, 'name a file with a row of names and rows of values');
    const isValue = ({ name, holdsItsName }: ColumnBuilder): boolean => holdsItsName && !isNumber(name);
    if (this.hasHeader && this.builders.some(({ name }) => isNumber(name)) && this.builders.some(isValue)) {
      throw noNames(
        this.builders.map(({ name }) => name),
        this.file,
      );
    }
    const named = this.builders.map((builder) => builder.name !== '');
    return {
      file: this.file,
      rows: this.rows,
      columns: this.builders.filter((_, index) => named[index]).map((builder) => builder.build()),
      firstRows: this.firstRows.map((row) => row.filter((_, index) => named[index])),
    };
  }

  private begin(record: readonly string[]): ColumnBuilder[] {
    if (record.length > maxColumns) {
      throw new DataFault(`${this.file}: ${record.length} columns are more than ${maxColumns}`, 'check the separator');
    }
    const names = this.hasHeader ? record.map((name) => name.trim()) : record.map((_, index) => String(index + 1));
    const isRepeated = firstRepeated(names.filter(isNumber)) >= 0;
    if (this.hasHeader && (isRepeated || names.every(isNumber))) throw noNames(names, this.file);
    refuseRepeated(names, this.file);
    return names.map((name) => new ColumnBuilder(name, maxClasses, this.isExact(name)));
  }
}

const isNumber = (name: string): boolean => name !== '' && Number.isFinite(Number(name));

function noNames(names: readonly string[], file: string): DataFault {
  return new DataFault(
    `${file}: its first row has values and no names: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`,
    'write a row of names before it, or data.header: false, which calls the columns 1, 2, 3 …',
  );
}

/** Refuses two columns of one name; columns without a name, such as an index, are not used. */
export function refuseRepeated(names: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name !== '' && seen.has(name)) {
      throw new DataFault(`${file}: two columns are called '${name}'`, 'give each column a name of its own');
    }
    seen.add(name);
  }
}

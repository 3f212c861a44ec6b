import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { maxCounted } from '../runs';
import type { Scalar } from '../tensorboard';
import { formatCountOf } from '../wording';
import { ImportFault, readLogText, shortened, type ForeignLog, type LogFormat } from './foreign-log';

/** Tables of steps or epochs, as Lightning's and Keras's CSVLogger write them: a .csv file, or a folder whose metrics.csv are read. */
export const csv: LogFormat = {
  program: 'CSV',
  word: 'column',
  read(place) {
    if (!statSync(place).isDirectory()) return [readTable(place, '.')];
    const found = readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name === 'metrics.csv')
      .map((entry) => path.relative(place, path.join(entry.parentPath, entry.name)))
      .sort();
    if (found.length === 0)
      throw new ImportFault(`${place} has no metrics.csv, nor have its folders; name the .csv file itself`);
    return found.map((source) => readTable(path.join(place, source), source));
  },
};

const stepNames: ReadonlySet<string> = new Set(['step', 'global_step', 'iteration', 'iter']);
const timeNames: ReadonlySet<string> = new Set(['time', 'timestamp', 'wall_time', 'walltime', 'created_at']);
const separators = [',', ';', '\t'] as const;

function readTable(file: string, source: string): ForeignLog {
  const text = readLogText(file);
  const table = new NumbersOfTable(file, statSync(file).mtimeMs / 1000);
  parseRows(text, file, (row) => table.add(row));
  const read = table.end();
  const whole = source === '.' ? path.basename(file, path.extname(file)) : path.dirname(source);
  const name = whole === '.' ? path.basename(path.dirname(path.resolve(file))) : whole.split(path.sep).join('-');
  const notices = [
    ...(read.hasTimes ? [] : ['the table has no column time: all numbers have that of its last change']),
    ...(read.odd > 0 ? [`${formatCountOf(read.odd, 'row')} of no step that can be are left out`] : []),
  ];
  return { source, name, scalars: read.scalars, left: read.left, notices };
}

/** Hands rows over one by one: all cells of a table as texts take ten times its bytes. */
function parseRows(text: string, file: string, onRow: (row: readonly string[]) => void): void {
  const [first = ''] = text.split('\n', 1);
  const delimiter = separators.reduce((best, one) => (first.split(one).length > first.split(best).length ? one : best));
  const onRecord = (row: string[]): null => {
    onRow(row);
    return null;
  };
  const shape = { bom: true, relax_column_count: true, skip_empty_lines: true, trim: true };
  try {
    parse(text, { delimiter, ...shape, on_record: onRecord });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportFault(`${file} is no table: ${describeFault(error)}`);
  }
}

/** The fault of a table in a clause; the parser's own words hold the whole cell. */
function describeFault(error: CsvError): string {
  const line = typeof error['lines'] === 'number' ? `line ${error['lines']}` : 'a line';
  switch (error.code) {
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `${line} has text behind a closing quote; a quote within quotes is written twice`;
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote opens and is closed nowhere';
    default:
      // The parser has no code of its own for this one.
      return /^Invalid Opening Quote/.test(error.message)
        ? `${line} has a quote within a cell that begins without one`
        : shortened(error.message);
  }
}

/** The numbers of a table, row by row; the first row names the columns. */
class NumbersOfTable {
  private readonly scalars: Scalar[] = [];
  private readonly left = new Set<string>();
  private odd = 0;
  private columns: readonly string[] | undefined;
  private steps = -1;
  private times = -1;

  /** @param fallback seconds since 1970 of numbers without a time. */
  constructor(
    private readonly file: string,
    private readonly fallback: number,
  ) {}

  add(row: readonly string[]): void {
    if (this.columns === undefined) this.takeHead(row);
    else this.takeRow(row, this.columns);
  }

  end(): { readonly scalars: Scalar[]; readonly left: string[]; readonly odd: number; readonly hasTimes: boolean } {
    if (this.columns === undefined) this.takeHead([]);
    return { scalars: this.scalars, left: [...this.left], odd: this.odd, hasTimes: this.times >= 0 };
  }

  private takeHead(row: readonly string[]): void {
    const columns = row.map((name) => name.trim());
    const placeOf = (names: ReadonlySet<string>): number => columns.findIndex((name) => names.has(name.toLowerCase()));
    this.columns = columns;
    this.steps = placeOf(stepNames) >= 0 ? placeOf(stepNames) : placeOf(new Set(['epoch']));
    this.times = placeOf(timeNames);
    if (this.steps >= 0) return;
    const named = columns.slice(0, 12).map(shortened).join(', ');
    throw new ImportFault(`${this.file} has neither a column step nor a column epoch (${named})`);
  }

  private takeRow(row: readonly string[], columns: readonly string[]): void {
    const step = numberOf(row[this.steps]);
    if (step === undefined || !Number.isSafeInteger(step) || step < 0 || step >= maxCounted) {
      this.odd += 1;
      return;
    }
    const wallTime = secondsOf(numberOf(row[this.times])) ?? this.fallback;
    columns.forEach((tag, index) => {
      const cell = row[index] ?? '';
      const isPlace = index === this.times || (index === this.steps && tag.toLowerCase() !== 'epoch');
      if (cell === '' || tag === '' || isPlace) return;
      const value = numberOf(cell);
      if (value === undefined) this.left.add(tag);
      else this.scalars.push({ tag: tag.toLowerCase() === 'epoch' ? 'epoch' : tag, step, wallTime, value });
    });
  }
}

/** A number of a cell, also one that Python wrote as `nan` or `inf`; undefined for other text and an empty cell. */
function numberOf(cell: string | undefined): number | undefined {
  if (cell === undefined || cell.trim() === '') return undefined;
  if (/^nan$/i.test(cell)) return Number.NaN;
  const infinite = /^([+-]?)inf(inity)?$/i.exec(cell);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(cell);
  return Number.isNaN(value) ? undefined : value;
}

/** Seconds since 1970 of a number that may be of milliseconds; undefined for one that is a duration. */
function secondsOf(time: number | undefined): number | undefined {
  if (time === undefined || !(time > 1e8 && time < 8.64e15)) return undefined;
  return time > 1e11 ? time / 1000 : time;
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { maxCounted } from '../runs';
import type { Scalar } from '../tensorboard';
import { formatCountOf } from '../wording';
import { ImportFault, maxTextBytes, type ForeignLog, type LogFormat } from './foreign-log';

/** Tables of steps or epochs, as Lightning's and Keras's CSVLogger write them: a .csv file, or a folder whose metrics.csv are read. */
export const csv: LogFormat = {
  program: 'CSV',
  word: 'column',
  read(place) {
    if (statSync(place).isFile()) return [readTable(place, '.')];
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
  const { size, mtimeMs } = statSync(file);
  if (size > maxTextBytes) throw new ImportFault(`${file} has more than 400 MB, and is not read`);
  const [head = [], ...rows] = parseRows(readFileSync(file, 'utf8'), file);
  const columns = head.map((name) => name.trim());
  const placeOf = (names: ReadonlySet<string>): number => columns.findIndex((name) => names.has(name.toLowerCase()));
  const epochs = columns.findIndex((name) => name.toLowerCase() === 'epoch');
  const steps = placeOf(stepNames) >= 0 ? placeOf(stepNames) : epochs;
  if (steps < 0)
    throw new ImportFault(`${file} has neither a column step nor a column epoch (${columns.slice(0, 12).join(', ')})`);
  const times = placeOf(timeNames);
  const read = numbersOf(rows, { columns, steps, times, fallback: mtimeMs / 1000 });
  const whole = source === '.' ? path.basename(file, path.extname(file)) : path.dirname(source);
  const name = whole === '.' ? path.basename(path.dirname(path.resolve(file))) : whole.split(path.sep).join('-');
  const notices = [
    ...(times < 0 ? ['the table has no column time: all numbers have that of its last change'] : []),
    ...(read.odd > 0 ? [`${formatCountOf(read.odd, 'row')} of no step that can be are left out`] : []),
  ];
  return { source, name, scalars: read.scalars, left: read.left, notices };
}

function parseRows(text: string, file: string): string[][] {
  const [first = ''] = text.split('\n', 1);
  const delimiter = separators.reduce((best, one) => (first.split(one).length > first.split(best).length ? one : best));
  try {
    return parse(text, { delimiter, bom: true, relax_column_count: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportFault(`${file} is no table: ${error.message}`);
  }
}

interface Layout {
  readonly columns: readonly string[];
  /** Index of the column of steps. */
  readonly steps: number;
  /** Index of the column of times; negative where there is none. */
  readonly times: number;
  /** Seconds since 1970 of numbers without a time. */
  readonly fallback: number;
}

function numbersOf(
  rows: readonly (readonly string[])[],
  { columns, steps, times, fallback }: Layout,
): { readonly scalars: Scalar[]; readonly left: string[]; readonly odd: number } {
  const scalars: Scalar[] = [];
  const left = new Set<string>();
  let odd = 0;
  for (const row of rows) {
    const step = numberOf(row[steps]);
    if (step === undefined || !Number.isSafeInteger(step) || step < 0 || step >= maxCounted) {
      odd += 1;
      continue;
    }
    const wallTime = secondsOf(numberOf(row[times])) ?? fallback;
    columns.forEach((tag, index) => {
      const cell = row[index] ?? '';
      const isPlace = index === times || (index === steps && tag.toLowerCase() !== 'epoch');
      if (cell === '' || tag === '' || isPlace) return;
      const value = numberOf(cell);
      if (value === undefined) left.add(tag);
      else scalars.push({ tag: tag.toLowerCase() === 'epoch' ? 'epoch' : tag, step, wallTime, value });
    });
  }
  return { scalars, left: [...left], odd };
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

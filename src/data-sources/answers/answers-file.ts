import { listArrays, nameOf, readContent, readHeader, type StoredArray } from '../arrays/stored-array';
import { numberReader } from '../arrays/npy-values';
import type { NpyHeader } from '../arrays/npy-header';
import { DataFault } from '../data-fault';
import { columnNamed } from '../table/plan';
import { describeParquetTable } from '../table/parquet';
import type { Table } from '../table/read-table';
import { readTable } from '../table/table-set';
import type { TableColumn } from '../table/column-builder';
import type { DataFile } from '../source';
import type { SplitName } from '../splits';

/** Numbers that something gives for examples, a row each. */
export interface AnswerRows {
  /** File, and array where there are several, in messages. */
  readonly name: string;
  /** The split that the rows are of; absent where they are of all examples. */
  readonly split?: SplitName;
  readonly rows: number;
  /** [rows, columns] */
  readonly values: Float32Array;
  readonly columns: number;
  /** Names of the columns, where they have any. */
  readonly columnNames?: readonly string[];
  /** Key of each row; absent where rows go by their order. */
  readonly keys?: readonly string[];
  /** Name of the column that they are in. */
  readonly keyName?: string;
}

/**
 * Reads a file of answers: an array [rows, classes], arrays called train, validation and test, or a table with a column for
 * each class.
 * @param key column of a table that tells which example a row is of
 * @throws DataFault that names the file, and the row and column where there are such
 */
export async function readAnswers(file: DataFile, key?: string): Promise<AnswerRows[]> {
  if (!/\.np[yz]$/i.test(file.path)) return [answersOfTable(await readTable(file, {}, (name) => name === key), key)];
  if (key !== undefined) {
    throw new DataFault(`${file.path} has no columns with names, and key: ${key} names one`, 'take the key out');
  }
  const answers: AnswerRows[] = [];
  for (const array of await answerArrays(file)) {
    const header = await readHeader(array);
    const [rows, columns] = sizesOf(header, nameOf(array));
    const values = valuesOf(header, await readContent(array, header), nameOf(array));
    const split = splitOfKey(array);
    answers.push({ name: nameOf(array), rows, columns, values, ...(split !== undefined && { split }) });
  }
  return answers;
}

/** Rows and columns of a file of answers; columns of a table have names. Of a large table of text its bytes alone are known. */
export interface AnswersSize {
  readonly rows?: number;
  readonly columns?: number;
  readonly columnNames?: readonly string[];
  readonly uncountedBytes?: number;
}

/**
 * Rows and columns by the headers of a file's arrays, or of a table. A large table of text, which would have to be read, is not
 * counted.
 * @throws DataFault that names the file
 */
export async function describeAnswers(file: DataFile): Promise<AnswersSize> {
  if (!/\.np[yz]$/i.test(file.path)) return sizeOfTable(file);
  let [all, width] = [0, 0];
  for (const array of await answerArrays(file)) {
    const [rows, columns] = sizesOf(await readHeader(array), nameOf(array));
    all += rows;
    width = columns;
  }
  return { rows: all, columns: width };
}

/** Bytes of a table of text that is read to count its rows while a person types. */
const maxCounted = 2 << 20;

async function sizeOfTable(file: DataFile): Promise<AnswersSize> {
  if (/\.parquet$/i.test(file.path)) {
    const { rows, columns } = await describeParquetTable(file);
    return { rows, columns: columns.length, columnNames: columns };
  }
  if (file.bytes > maxCounted) return { uncountedBytes: file.bytes };
  const { rows, columns } = await readTable(file, {});
  return { rows, columns: columns.length, columnNames: columns.map(({ name }) => name) };
}

/** The arrays that hold answers: the only one, or those that are called as splits are. */
async function answerArrays(file: DataFile): Promise<StoredArray[]> {
  const arrays = await listArrays(file);
  const named = arrays.filter((array) => splitOfKey(array) !== undefined);
  if (named.length > 0) return named;
  if (arrays.length === 1) return arrays;
  const found = arrays.length === 0 ? 'no array' : `the arrays ${arrays.map(({ key }) => `'${key}'`).join(', ')}`;
  throw new DataFault(
    `${file.path} has ${found}, where one of all examples or train, validation and test are needed`,
    'save answers with numpy.savez(path, train=…, validation=…, test=…)',
  );
}

function splitOfKey({ key, member }: StoredArray): SplitName | undefined {
  return member !== undefined && (key === 'train' || key === 'validation' || key === 'test') ? key : undefined;
}

function sizesOf({ shape, type }: NpyHeader, name: string): [rows: number, columns: number] {
  const [rows, columns, ...others] = shape;
  if (columns === 0) {
    // No byte of the file would bound the rows.
    throw new DataFault(
      `${name} has the shape [${shape.join(', ')}], which has no values`,
      'save one number for each class',
    );
  }
  if (rows !== undefined && columns !== undefined && others.length === 0 && type.kind !== 'U' && type.kind !== 'S') {
    return [rows, columns];
  }
  throw new DataFault(
    `${name} holds ${type.kind === 'U' || type.kind === 'S' ? 'texts' : 'numbers'} of the shape [${shape.join(', ')}], where [examples, classes] of numbers is needed`,
    'save one number for each class of each example',
  );
}

function valuesOf(header: NpyHeader, bytes: Uint8Array, name: string): Float32Array {
  const [rows, columns] = sizesOf(header, name);
  const read = numberReader(header, bytes);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = read(header.isFortran ? row + rows * column : row * columns + column);
      values[row * columns + column] = finite(value, { name, row, column: String(column) });
    }
  }
  return values;
}

function answersOfTable(table: Table, key: string | undefined): AnswerRows {
  const keyed = key === undefined ? undefined : columnNamed(table, key, 'teacher.model.key');
  const columns = table.columns.filter((column) => column !== keyed);
  const values = new Float32Array(table.rows * columns.length);
  columns.forEach(({ name, numbers, noNumber, overflow }, place) => {
    if (noNumber !== undefined) {
      const message = `${table.file}: the column '${name}' holds '${noNumber.value}' in row ${noNumber.row}, where numbers are needed (counted from 0)`;
      throw new DataFault(
        message,
        'keep one column of numbers for each class, and name the one that tells examples apart in `key`',
      );
    }
    for (let row = 0; row < table.rows; row += 1) {
      const at = {
        name: table.file,
        row,
        column: `'${name}'`,
        ...(overflow?.row === row && { written: overflow.value }),
      };
      values[row * columns.length + place] = finite(numbers.at(row), at);
    }
  });
  const keys = keyed && keysOfColumn(keyed, table);
  return {
    ...{ name: table.file, rows: table.rows, columns: columns.length, values },
    columnNames: columns.map(({ name }) => name),
    ...(keys !== undefined && key !== undefined && { keys, keyName: key }),
  };
}

/** The values of a column as texts, to tell rows apart. Throws a DataFault where there are too many different ones. */
export function keysOfColumn({ name, numbers, codes, texts, noNumber }: TableColumn, { file, rows }: Table): string[] {
  if (noNumber === undefined) return Array.from({ length: rows }, (_, row) => String(numbers.at(row)));
  if (codes !== undefined) return Array.from({ length: rows }, (_, row) => texts[codes.at(row)] ?? '');
  throw new DataFault(
    `${file}: the column '${name}' has too many different texts to tell rows by`,
    'number the rows, or write answers in the order of the data’s rows and take the key out',
  );
}

interface Place {
  readonly name: string;
  readonly row: number;
  readonly column: string;
  /** The value as the file has it, where that is not its number. */
  readonly written?: string;
}

function finite(value: number, { name, row, column, written = String(value) }: Place): number {
  if (Number.isFinite(Math.fround(value))) return value;
  throw new DataFault(
    `${name}: the answer of row ${row} for class ${column} is ${written} (counted from 0)`,
    'write finite numbers: a probability of 0 as 0, and its logarithm as -87',
  );
}

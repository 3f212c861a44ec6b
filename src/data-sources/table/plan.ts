import { DataFault, type DataRemedy } from '../data-fault';
import type { TableColumn } from './column-builder';
import type { Table } from './read-table';

/** Columns that a config names. */
export interface WrittenColumns {
  readonly label?: string | undefined;
  readonly numbers?: readonly string[] | undefined;
  readonly texts?: readonly string[] | undefined;
}

/** Use of the columns of a table: numbers as they are, then one column for each value of a text column. */
export interface TablePlan {
  readonly label: string;
  readonly numbers: readonly string[];
  readonly texts: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** Columns of a row: numbers, and one for each value of a text. */
  readonly features: number;
  /** Columns that are not used. */
  readonly unused: readonly string[];
}

/** Names that a column with labels usually has, the likelier first. */
const labelNames = ['label', 'labels', 'target', 'class', 'y'];

/** Different texts of a column that is taken without being named: more of them name rows, and no kinds. */
const maxTexts = 100;
/** Different texts of a column that is named. */
const maxNamedTexts = 1000;

/**
 * Plans the use of a training table's columns. Without `numbers` and `texts` all columns beside the label are used, those
 * with numbers alone as numbers.
 * @throws DataFault that names the column
 */
export function planTable(table: Table, written: WrittenColumns = {}): TablePlan {
  const label = labelOf(table, written.label);
  const others = table.columns.filter(({ name }) => name !== label);
  const isWritten = written.numbers !== undefined || written.texts !== undefined;
  const numbers = isWritten ? chosen(table, written, label, 'numbers') : others.filter(isNumeric);
  const texts = isWritten ? chosen(table, written, label, 'texts') : others.filter((column) => !isNumeric(column));
  numbers.forEach((column) => assertNumbers(column, table.file));
  const max = isWritten ? maxNamedTexts : maxTexts;
  const unfit = texts.find((column) => !isOfKinds(column, max));
  if (unfit !== undefined) {
    const fitting = texts.filter((column) => isOfKinds(column, max));
    throw severalTexts(unfit, table, isWritten ? undefined : remedyOf(written, numbers, fitting));
  }
  const used = new Set([label, ...numbers.map(({ name }) => name), ...texts.map(({ name }) => name)]);
  if (used.size === 1) {
    throw new DataFault(
      `${table.file}: there is no column beside the label '${label}'`,
      'name columns in data.columns.numbers',
    );
  }
  const values = texts.map(({ name, texts: all }) => ({ name, values: [...all].sort() }));
  return {
    label,
    numbers: numbers.map(({ name }) => name),
    texts: values,
    features: numbers.length + values.reduce((sum, { values: all }) => sum + all.length, 0),
    unused: table.columns.flatMap(({ name }) => (used.has(name) ? [] : [name])),
  };
}

/** Whether a column may be that of the labels, by its name alone. */
export function mayBeLabel(name: string, written: WrittenColumns = {}): boolean {
  return written.label === undefined ? labelNames.includes(name.toLowerCase()) : name === written.label;
}

/** A column by its name. Throws a DataFault that lists the columns that there are; `setting` is the setting that names it. */
export function columnNamed({ columns, file }: Table, name: string, setting: string): TableColumn {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw new DataFault(`${setting}: ${file} has no column '${name}'`, `its columns are ${listed(columns)}`);
}

function labelOf(table: Table, written: string | undefined): string {
  if (written !== undefined) return columnNamed(table, written, 'data.columns.label').name;
  const found = labelNames
    .map((name) => table.columns.find((column) => column.name.toLowerCase() === name))
    .find((column) => column !== undefined);
  if (found !== undefined) return found.name;
  throw new DataFault(
    `${table.file}: no column is called ${labelNames.slice(0, 4).join(', ')} or y`,
    `write the column of the labels in data.columns.label; its columns are ${listed(table.columns)}`,
  );
}

function chosen(table: Table, written: WrittenColumns, label: string, key: 'numbers' | 'texts'): TableColumn[] {
  return (written[key] ?? []).map((name) => {
    const setting = `data.columns.${key}`;
    if (name === label)
      throw new DataFault(`${setting}: '${name}' is the label`, 'take it out: it is what is predicted');
    if (key === 'texts' && written.numbers?.includes(name) === true) {
      throw new DataFault(`${setting}: '${name}' is among the numbers already`, 'take it out of one of the two');
    }
    return columnNamed(table, name, setting);
  });
}

/** Whether all values are numbers, of which there is one at least. */
function isNumeric({ noNumber, missing, numbers }: TableColumn): boolean {
  return noNumber === undefined && missing < numbers.length;
}

function assertNumbers({ name, noNumber }: TableColumn, file: string): void {
  if (noNumber === undefined) return;
  const message = `${file}: row ${noNumber.row + 1} has '${noNumber.value.slice(0, 40)}' in '${name}', which is no number`;
  throw new DataFault(
    message,
    'name the column in data.columns.texts, or mend the value; data.decimal says which mark decimals have',
  );
}

/** Whether the texts of a column are so few that each is one input. */
function isOfKinds({ texts, codes }: TableColumn, max: number): boolean {
  return codes !== undefined && texts.length <= max;
}

function severalTexts(
  { name, texts, codes }: TableColumn,
  { file, rows }: Table,
  remedy: DataRemedy | undefined,
): DataFault {
  const count = codes === undefined ? 'more than 10,000' : String(texts.length);
  const examples = texts.slice(0, 3).map((text) => `'${text.slice(0, 40)}'`);
  return new DataFault(
    `${file}: '${name}' has ${count} different texts in ${rows} rows, such as ${examples.join(', ')}`,
    'name the columns to learn from in data.columns: { numbers: […], texts: […] }, without this one',
    { remedy },
  );
}

/** Names of columns that a setting may list. */
const maxListed = 200;

/** The columns that can be used, to be written; undefined where there is none, or nobody would read them. */
function remedyOf(
  { label }: WrittenColumns,
  numbers: readonly TableColumn[],
  texts: readonly TableColumn[],
): DataRemedy | undefined {
  const count = numbers.length + texts.length;
  if (count === 0 || count > maxListed) return undefined;
  const names = (columns: readonly TableColumn[]): string[] => columns.map(({ name }) => name);
  const value = {
    ...(label !== undefined && { label }),
    ...(numbers.length > 0 && { numbers: names(numbers) }),
    ...(texts.length > 0 && { texts: names(texts) }),
  };
  return { path: ['data', 'columns'], value };
}

/** Names of columns in short, for a message. */
export const listed = (columns: readonly TableColumn[]): string =>
  `${columns
    .slice(0, 12)
    .map(({ name }) => name)
    .join(', ')}${columns.length > 12 ? ', …' : ''}`;

import * as z from 'zod';
import type { Label } from '../classes/label-map';
import { DataFault } from '../data-fault';
import type { DataFile } from '../source';
import { withParquet, type ParquetColumn, type ParquetFile } from '../parquet/parquet-file';

/** Columns that a config names. */
export interface WrittenPictureColumns {
  readonly image?: string | undefined;
  readonly label?: string | undefined;
}

/** A parquet file of pictures, of which the labels are read. */
export interface Shard {
  readonly file: DataFile;
  /** Path of the column with the bytes of the pictures. */
  readonly image: readonly string[];
  /** Name of the column with the labels. */
  readonly label: string;
  /** Label of each row. */
  readonly labels: readonly Label[];
  /** Names of the labels 0, 1, 2 …, as Hugging Face's `ClassLabel` has them; absent where the file has none. */
  readonly names?: readonly string[];
  /** Groups of rows that are read together. */
  readonly groups: readonly RowGroup[];
}

/** Rows of a parquet file that lie together, from `start` up to `end`. */
export interface RowGroup {
  readonly start: number;
  readonly end: number;
  /** Bytes of their pictures. */
  readonly bytes: number;
}

/** Names that columns of labels often have, the likelier first. */
const labelNames = ['label', 'labels', 'fine_label', 'target', 'class', 'category'];

/**
 * Reads the labels of a parquet file of pictures, and where the pictures are in it.
 * @throws DataFault that names the file, and the row of a label that is none
 */
export function readShard(file: DataFile, written: WrittenPictureColumns = {}): Promise<Shard> {
  return withParquet(file, async (parquet) => {
    const image = imageColumn(parquet, written.image, file.path);
    const features = featuresOf(parquet);
    const label = labelColumn(parquet, written.label, file.path, features);
    const names = features.get(label);
    const labels = await labelsIn(parquet, label, names, file.path);
    const groups = parquet.groups.map(({ start, end, bytesOf }) => ({ start, end, bytes: bytesOf(image.name) }));
    const path = image.fields.length === 0 ? [image.name] : [image.name, 'bytes'];
    return { file, image: path, label, labels, groups, ...(names !== undefined && { names }) };
  });
}

async function labelsIn(
  parquet: ParquetFile,
  label: string,
  names: readonly string[] | undefined,
  file: string,
): Promise<Label[]> {
  const column = parquet.columns.find(({ name }) => name === label);
  if (column !== undefined && column.holds !== 'values') throw noLabel(`${file}, row 1`, label, column.holds);
  const labels: Label[] = [];
  for (const [place, { start, end }] of parquet.groups.entries()) {
    if (end === start) continue;
    for await (const page of parquet.read([label], place)) {
      for (let row = 0; row < page.length; row += 1) {
        labels.push(labelOf(page[row], names, `${file}, row ${labels.length + 1}`, label));
      }
    }
  }
  return labels;
}

/** The column whose values are bytes, or records with bytes. */
function imageColumn({ columns }: ParquetFile, written: string | undefined, file: string): ParquetColumn {
  const holds = ({ fields, holds: kind, isBytes }: ParquetColumn): boolean =>
    kind === 'values' ? isBytes : kind === 'records' && fields.includes('bytes');
  const found = written === undefined ? columns.find(holds) : columns.find(({ name }) => name === written);
  if (found === undefined && written !== undefined) throw noColumn(columns, 'image', written, file);
  if (found === undefined || !holds(found)) {
    const what = written === undefined ? 'it holds no pictures' : `'${written}' holds no pictures`;
    const hint =
      'pictures are bytes, or records of bytes and path as Hugging Face writes them; for a table write data.format: table';
    throw new DataFault(`${file}: ${what}`, hint);
  }
  return found;
}

function labelColumn(
  { columns }: ParquetFile,
  written: string | undefined,
  file: string,
  features: ReadonlyMap<string, readonly string[]>,
): string {
  const names = columns.map(({ name }) => name);
  if (written !== undefined) {
    if (names.includes(written)) return written;
    throw noColumn(columns, 'label', written, file);
  }
  const [only, second] = [...features.keys()];
  const found = labelNames.find((name) => names.includes(name)) ?? (second === undefined ? only : undefined);
  if (found !== undefined) return found;
  throw new DataFault(
    `${file}: none of its columns is called ${labelNames.slice(0, 4).join(', ')}`,
    `write the one with the classes in data.columns.label; there are ${names.slice(0, 12).join(', ')}`,
  );
}

function noColumn(columns: readonly ParquetColumn[], key: string, written: string, file: string): DataFault {
  const names = columns.map(({ name }) => name);
  return new DataFault(
    `data.columns.${key}: ${file} has no column '${written}'`,
    `its columns are ${names.slice(0, 12).join(', ')}`,
  );
}

/** Metadata as the library `datasets` writes it: https://huggingface.co/docs/datasets/about_dataset_features */
const metadataSchema = z.object({
  info: z.object({ features: z.record(z.string(), z.unknown()) }),
});
const classLabelSchema = z.object({ _type: z.literal('ClassLabel'), names: z.array(z.string()) });

/** Names of classes by the columns that have them. */
function featuresOf({ textOf }: ParquetFile): Map<string, readonly string[]> {
  const read = metadataSchema.safeParse(parsed(textOf('huggingface') ?? ''));
  if (!read.success) return new Map();
  return new Map(
    Object.entries(read.data.info.features).flatMap(([name, feature]): [string, readonly string[]][] => {
      const label = classLabelSchema.safeParse(feature);
      return label.success ? [[name, label.data.names]] : [];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function labelOf(value: unknown, names: readonly string[] | undefined, where: string, column: string): Label {
  if (value === null || value === undefined) {
    throw new DataFault(`${where} has no label ('${column}')`, 'take such rows out');
  }
  const label = typeof value === 'bigint' ? Number(value) : value;
  if (typeof label !== 'number' && typeof label !== 'string') throw noLabel(where, column, 'values');
  if (names === undefined || typeof label === 'string') return label;
  if (Number.isInteger(label) && label >= 0 && label < names.length) return label;
  const message = `${where} has the label ${label}, and the file names ${names.length} classes, from 0 on`;
  const hint = label === -1 ? 'the split has no labels: name one that has' : 'take such rows out, or mend the labels';
  throw new DataFault(message, hint);
}

function noLabel(where: string, column: string, holds: ParquetColumn['holds']): DataFault {
  if (holds === 'lists') {
    const hint = 'several labels an example are not distilled; name a column of single labels in data.columns.label';
    return new DataFault(`${where}: '${column}' holds lists: that is multi-label data`, hint);
  }
  const message = `${where}: '${column}' holds neither numbers nor texts`;
  return new DataFault(message, 'name another column in data.columns.label');
}

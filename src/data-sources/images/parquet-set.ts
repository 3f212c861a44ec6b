import { classesOf, factsOfSplits, indicesOfLabels, type Label } from '../classes/label-map';
import { DataFault } from '../data-fault';
import type { DataClass, DataFacts, SamplePicture } from '../facts';
import { mapSplits, readSplits } from '../splits';
import type { DataFile } from '../source';
import { readPictureHeader } from '../../pictures';
import { samplePicture, refuseWrongClasses, type ImageShapeOptions, type ImageSplit } from './image-set';
import { readShard, type Shard, type WrittenPictureColumns } from './parquet-shard';
import { ShardReader } from './shard-reader';
import type { DataSplits } from '../splits';

/** A picture in a row of a parquet file; its path is that of the file and, behind a comma, its row from 1. */
export interface ParquetPicture extends DataFile {
  readonly shard: Shard;
  /** Its row in the file, from 0. */
  readonly row: number;
}

/** A split of pictures in parquet files, not yet read. */
export interface ParquetSplit extends ImageSplit {
  readonly files: readonly ParquetPicture[];
}

/** A set of pictures in parquet files, by their labels alone. */
export interface ParquetSet {
  readonly splits: DataSplits<ParquetSplit>;
  readonly classes: readonly DataClass[];
}

/**
 * Reads the labels of pictures in parquet files. Classes are those of the training split: by the names that the file's metadata has
 * for them, in their order, or else as those of a table.
 * @throws DataFault that names the file, and the row where there is one
 */
export async function readParquetSet(
  files: readonly DataFile[],
  columns: WrittenPictureColumns | undefined,
): Promise<ParquetSet> {
  const shards = await readSplits(files, async (split) => {
    const read: Shard[] = [];
    for (const file of files.filter(({ role }) => role === `${split} shard`)) read.push(await readShard(file, columns));
    return read;
  });
  const classes = classesIn(shards.train);
  refuseWrongClasses(classes.map(({ name }) => name));
  const splits = mapSplits(shards, (ofSplit) => ({
    files: ofSplit.flatMap((shard) => picturesOf(shard)),
    labels: Int32Array.from(ofSplit.flatMap((shard) => [...labelIndices(shard, classes)])),
  }));
  return { splits, classes };
}

function picturesOf(shard: Shard): ParquetPicture[] {
  const { role, path, bytes, changedAt } = shard.file;
  return shard.labels.map((_, row) => ({ role, path: `${path}, row ${row + 1}`, bytes, changedAt, shard, row }));
}

function classesIn(shards: readonly Shard[]): DataClass[] {
  const [first] = shards;
  if (first === undefined) throw new DataFault('there are no training pictures', 'name a parquet file in data.path');
  const other = shards.find(({ names }) => JSON.stringify(names) !== JSON.stringify(first.names));
  if (other !== undefined) {
    const message = `${other.file.path} names other classes than ${first.file.path}`;
    throw new DataFault(message, 'name the files of one data set');
  }
  const { names } = first;
  if (names === undefined)
    return classesOf(
      shards.flatMap(({ labels }) => labels),
      nameOf(first),
    );
  const used = new Set(shards.flatMap((shard) => shard.labels));
  return names.flatMap((name, label) => (used.has(label) ? [{ name, label }] : []));
}

function labelIndices(shard: Shard, classes: readonly DataClass[]): Int32Array {
  if (shard.names === undefined) return indicesOfLabels(shard.labels, classes, nameOf(shard));
  const indexOf = new Map<Label, number>(classes.map(({ label }, index) => [label, index]));
  return Int32Array.from(shard.labels, (label, row) => {
    const index = indexOf.get(label);
    if (index !== undefined) return index;
    const name = shard.names?.[Number(label)] ?? String(label);
    const message = `${shard.file.path}, row ${row + 1}: the training split has no class '${name}'`;
    throw new DataFault(message, 'put pictures of it into the training split, or take it out of this one');
  });
}

function nameOf({ file, label }: Shard): string {
  return `${file.path}: '${label}'`;
}

/** Facts of pictures in parquet files. Throws as `readParquetSet` does, and where the first pictures have several sizes. */
export async function describeParquetImages(
  files: readonly DataFile[],
  columns: WrittenPictureColumns | undefined,
  options: ImageShapeOptions,
): Promise<DataFacts> {
  const { splits, classes } = await readParquetSet(files, columns);
  const shape = await parquetImageShape(splits.train, options);
  const pictures = await sampleOf(splits.train, classes);
  return {
    ...{ kind: 'image', shape, classes, splits: factsOfSplits(splits, classes) },
    ...(pictures.length > 0 && { pictures }),
  };
}

/** Height, width and channels of the rows: the size of the settings, or that of the first picture. */
export async function parquetImageShape(
  { files }: ParquetSplit,
  { size, channels }: ImageShapeOptions,
): Promise<[height: number, width: number, channels: number]> {
  const depth = channels === 'gray' ? 1 : 3;
  if (size !== undefined) return typeof size === 'number' ? [size, size, depth] : [...size, depth];
  const looked = files.slice(0, lookedAt);
  const [first, ...others] = (await new ShardReader().read(looked)).map((bytes, place) =>
    headerOf(bytes, looked[place]),
  );
  if (first === undefined) throw new DataFault('there are no pictures', 'name a parquet file of pictures');
  const { width, height } = first;
  others.forEach((other, place) => {
    if (other.width === width && other.height === height) return;
    throw new DataFault(
      `${looked[place + 1]?.path ?? ''} has ${other.width} × ${other.height} pixels and the first picture ${width} × ${height}`,
      'write data.size, so that all are brought to one size',
    );
  });
  return [height, width, depth];
}

/** Pictures whose sizes are looked at before all are read. */
const lookedAt = 16;

function headerOf(bytes: Uint8Array, file: DataFile | undefined): { readonly width: number; readonly height: number } {
  try {
    return readPictureHeader(bytes);
  } catch (error) {
    const message = `${file?.path ?? ''} ${error instanceof Error ? error.message : String(error)}`;
    throw new DataFault(message, 'write data.size, or take the row out', { cause: error });
  }
}

/** Classes of which a picture is shown, and bytes of the rows that are read for them. */
const shown = { classes: 4, groupBytes: 16 << 20 };

/** Pictures of the first classes, from the row group of the first picture. */
async function sampleOf({ files, labels }: ParquetSplit, classes: readonly DataClass[]): Promise<SamplePicture[]> {
  const [group] = files[0]?.shard.groups ?? [];
  if (group === undefined || group.bytes > shown.groupBytes) return [];
  const places = classes.slice(0, shown.classes).map((_, index) => labels.indexOf(index));
  const near = places.flatMap((place, index) => {
    const file = place < group.end ? files[place] : undefined;
    return file === undefined ? [] : [{ file, name: classes[index]?.name ?? '' }];
  });
  const contents = await new ShardReader().read(near.map(({ file }) => file));
  return contents.flatMap((bytes, index) => samplePicture(near[index]?.name ?? '', bytes));
}

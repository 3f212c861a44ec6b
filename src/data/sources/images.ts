import {
  DataFault,
  identityOf,
  imageShape,
  listSplits,
  mapSplits,
  parquetImageShape,
  readImageSet,
  readParquetSet,
  relativeIdentityOf,
  ShardReader,
  type DataFile,
  type DataOptions,
  type DataSplits,
  type ImageSet,
  type ImageSplit,
} from '../../data-sources';
import type { KeptRows } from '../../runs';
import { obtainRows, type ImageRows } from './image-rows';
import type { Preparation } from './preparation';
import type { SourceData, SourceSplit } from './reader';

type ImageOptions = Extract<DataOptions, { readonly format: 'images' }>;
type ParquetOptions = Extract<DataOptions, { readonly format: 'parquet' }>;

/** Raised whenever decoding or resizing would give other bytes. */
const rowsVersion = 1;

/** Opens a folder of pictures by way of the row cache: what is not in it is decoded, once. */
export async function openImages(
  files: readonly DataFile[],
  options: ImageOptions,
  preparation: Preparation,
): Promise<SourceData> {
  const set = await readImageSet(files);
  const shape = await imageShape(set.splits.train.files, options);
  return openPictures({ ...set, shape, files, stamp: identityOf(files) }, options, preparation);
}

/** Opens pictures in parquet files; rows are decoded and kept as those of folders are. */
export async function openParquet(
  files: readonly DataFile[],
  options: ParquetOptions,
  preparation: Preparation,
): Promise<SourceData> {
  const set = await readParquetSet(files, options.columns);
  const shape = await parquetImageShape(set.splits.train, options);
  const all = listSplits(set.splits).flatMap((split) => split.files);
  const reader = new ShardReader();
  const read = (start: number, end: number): Promise<Uint8Array[]> => reader.read(all.slice(start, end));
  return openPictures({ ...set, shape, read, files, stamp: identityOf(files) }, options, preparation);
}

interface Pictures extends ImageSet, Pick<ImageRows, 'read' | 'stamp'> {
  /** Files as they were found. */
  readonly files: readonly DataFile[];
  readonly shape: readonly [height: number, width: number, channels: number];
}

async function openPictures(
  { splits, classes, shape, read, stamp, files }: Pictures,
  options: ImageOptions | ParquetOptions,
  preparation: Preparation,
): Promise<SourceData> {
  const [height, width, channels] = shape;
  const all = listed(splits, files);
  const { size, fit, interpolation, channels: colours } = options;
  const settings = [rowsVersion, shape, size === undefined ? 'as they are' : [fit, interpolation]];
  const kept = await obtainRows(
    {
      key: relativeIdentityOf(all, settings, preparation.cacheFolder),
      stamp,
      files: all,
      ...(read !== undefined && { read }),
      rowBytes: height * width * channels,
      decoding: {
        width,
        height,
        channels: colours,
        ...(size === undefined ? {} : { fit: { width, height, fit, interpolation } }),
      },
    },
    preparation,
  );
  const names = classes.map(({ name }) => name);
  return { shape, classes, ...openSplits(kept, splits, names) };
}

/** The pictures of all splits; the list that they were found as where that has them in this order, since its digest is known. */
function listed(splits: DataSplits<ImageSplit>, found: readonly DataFile[]): readonly DataFile[] {
  const all = listSplits(splits).flatMap((split) => split.files);
  return all.length === found.length && all.every((file, place) => file === found[place]) ? found : all;
}

/** The splits by their rows, which lie one behind the other; examples that were skipped have none. */
function openSplits(kept: KeptRows, splits: DataSplits<ImageSplit>, names: readonly string[]): DataSplits<SourceSplit> {
  const skipped = new Set(kept.skipped.map(({ place }) => place));
  let place = 0;
  let row = 0;
  return mapSplits(splits, (split) => {
    const start = place;
    const labels = skipped.size === 0 ? split.labels : split.labels.filter((_, index) => !skipped.has(start + index));
    if (skipped.size > 0) refuseEmptied(split, labels, names);
    const opened = splitOf(kept, row, labels);
    place += split.files.length;
    row += labels.length;
    return opened;
  });
}

function splitOf({ rows, identities }: KeptRows, firstRow: number, labels: Int32Array): SourceSplit {
  return {
    count: labels.length,
    labels,
    gather: (indices) => rows.gather(indices.map((index) => firstRow + index)),
    prefetch: (indices) => rows.prefetch(indices.map((index) => firstRow + index)),
    content: [
      Buffer.from(`${rows.checksum} ${firstRow}`),
      new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength),
    ],
    isStored: true,
    identities,
  };
}

/** Refuses a split in which a class has lost all of its pictures. */
function refuseEmptied({ labels: found, files }: ImageSplit, left: Int32Array, names: readonly string[]): void {
  const kept = new Set(left);
  const lost = found.findIndex((label) => !kept.has(label));
  if (lost < 0) return;
  const message = `no picture of the class '${names[found[lost] ?? 0] ?? ''}' can be read, such as ${files[lost]?.path ?? ''}`;
  throw new DataFault(message, 'get its pictures again, or take the class out');
}

import { DecoderPool, type PictureFile } from '../pictures';
import { readArrayRows, readArraySet } from './arrays/array-set';
import { sourceOf, type DataOptions, type PythonData } from './catalogue';
import { readCifar } from './cifar/cifar-set';
import { chooseClasses } from './classes/chosen-classes';
import { DataFault } from './data-fault';
import { classesOfLabels, type DataClass } from './facts';
import { readIdxFile } from './idx/idx-content';
import { readIdxSet } from './idx/idx-set';
import { imageShape, readImageSet } from './images/image-set';
import { parquetImageShape, readParquetSet } from './images/parquet-set';
import { ShardReader } from './images/shard-reader';
import { mnist } from './mnist/source';
import type { DataFile, DataPlace } from './source';

/** A training picture, as a run keeps it. */
export interface SampleRow {
  readonly className: string;
  /** Index of its class, in the order of a network's outputs. */
  readonly label: number;
  /** Its place among the training examples of the source. */
  readonly index: number;
  /** [height, width, channels]: bytes, or numbers as the source has them. */
  readonly row: Uint8Array | Float32Array;
}

export interface SampleRows {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly samples: readonly SampleRow[];
}

/** Training examples of a source, and a way to read some of them. */
interface Readable {
  readonly shape: readonly number[];
  readonly classes: readonly DataClass[];
  readonly labels: ArrayLike<number>;
  read(indices: readonly number[]): Promise<readonly (Uint8Array | Float32Array)[]>;
}

/** Bytes of files beyond which a look at a few examples would hold an editor up, where a format is read whole. */
const maxBytes = 1 << 30;

/**
 * The first training picture of each of the first `count` classes that a config takes.
 * @throws DataFault that says what is wrong, or that the data has no pictures
 */
export async function sampleRows(options: DataOptions, place: DataPlace, count: number): Promise<SampleRows> {
  if (options.format === 'python') throw madeByCode(options.python);
  const files = await sourceOf(options).find(options, place);
  const source = await readable(options, files);
  const [height, width, channels] = source.shape;
  if (height === undefined || width === undefined || channels === undefined) throw noPictures();
  const chosen = chooseClasses(source.classes, options.classes);
  if ('message' in chosen) throw new DataFault(`data.classes: ${chosen.message}`, chosen.hint);
  const found = chosen.indices.slice(0, count).map((index) => Array.prototype.indexOf.call(source.labels, index));
  const rows = await source.read(found.filter((index) => index >= 0));
  const labels = found.flatMap((index, label) => (index < 0 ? [] : [{ index, label }]));
  return {
    shape: [height, width, channels],
    samples: labels.flatMap((one, row) => {
      const pixels = rows[row];
      const className = chosen.classes[one.label]?.name ?? '';
      return pixels === undefined || pixels.length === 0 ? [] : [{ ...one, className, row: pixels }];
    }),
  };
}

const noPictures = (): DataFault =>
  new DataFault('augment changes pictures, and this data has columns', 'remove augment');

const madeByCode = (written: string): DataFault =>
  new DataFault(
    `${written} is executed by a run alone, so there is no picture of it to preview`,
    'preview the changes with a folder of pictures, and write them here then',
  );

async function readable(options: Exclude<DataOptions, PythonData>, files: readonly DataFile[]): Promise<Readable> {
  if (options.format === 'table') throw noPictures();
  if (options.format === 'images') return readableImages(options, files);
  if (options.format === 'parquet') return readableParquet(options, files);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > maxBytes) {
    throw new DataFault('the data has more than 1 GB, which is not read for a preview', 'preview it with a part of it');
  }
  switch (options.format) {
    case 'mnist':
      return readableIdx(files, mnist.labels);
    case 'idx':
      return readableIdx(files);
    case 'cifar': {
      const { splits, classes } = await readCifar(files, options.labels);
      const { rows, labels } = splits.train;
      return { shape: [32, 32, 3], classes, labels, read: (indices) => Promise.resolve(picked(rows, 3072, indices)) };
    }
    case 'arrays': {
      const { splits, classes, shape } = await readArraySet(files, options);
      const size = shape.reduce((product, length) => product * length, 1);
      const read: Readable['read'] = async (indices) => picked(await readArrayRows(splits.train), size, indices);
      return { shape, classes, labels: splits.train.labels, read };
    }
  }
}

async function readableIdx(files: readonly DataFile[], expected?: readonly number[]): Promise<Readable> {
  const { splits, classLabels } = await readIdxSet(files, expected);
  const { imageFile, labels, shape } = splits.train;
  return {
    shape,
    classes: classesOfLabels(classLabels),
    labels: new Int32Array(labels).map((label) => classLabels.indexOf(label)),
    read: async (indices) => picked((await readIdxFile(imageFile, 3)).bytes, shape[0] * shape[1], indices),
  };
}

type ImageOptions = Extract<DataOptions, { readonly format: 'images' }>;
type ParquetOptions = Extract<DataOptions, { readonly format: 'parquet' }>;

async function readableImages(options: ImageOptions, files: readonly DataFile[]): Promise<Readable> {
  const { splits, classes } = await readImageSet(files);
  const { files: pictures, labels } = splits.train;
  const shape = await imageShape(pictures, options);
  const read: Readable['read'] = (indices) =>
    decoded(
      indices.flatMap((index) => pictures[index] ?? []),
      shape,
      options,
    );
  return { shape, classes, labels, read };
}

async function readableParquet(options: ParquetOptions, files: readonly DataFile[]): Promise<Readable> {
  const { splits, classes } = await readParquetSet(files, options.columns);
  const { files: pictures, labels } = splits.train;
  const shape = await parquetImageShape(splits.train, options);
  const read: Readable['read'] = async (indices) => {
    const wanted = indices.flatMap((index) => pictures[index] ?? []);
    const contents = await new ShardReader().read(wanted);
    const inMemory = wanted.map((file, place) => ({ ...file, content: contents[place] ?? new Uint8Array() }));
    return decoded(inMemory, shape, options);
  };
  return { shape, classes, labels, read };
}

/** Pictures at the size of the config; one that cannot be read is empty. */
async function decoded(
  files: readonly PictureFile[],
  [height, width, depth]: readonly [number, number, number],
  { size, fit, interpolation, channels }: Pick<ImageOptions, 'size' | 'fit' | 'interpolation' | 'channels'>,
): Promise<Uint8Array[]> {
  const fitted = size === undefined ? {} : { fit: { width, height, fit, interpolation } };
  // On a thread, whose bundle has the decoders.
  const pool = new DecoderPool(1);
  const { rows, refusals } = await pool
    .decode({ files, channels, width, height, ...fitted })
    .finally(() => pool.close());
  const refused = new Set(refusals.map(({ place }) => place));
  const places = files.map((_, place) => place);
  return picked(rows, height * width * depth, places).map((row, place) =>
    refused.has(place) ? new Uint8Array() : row,
  );
}

function picked<Rows extends Uint8Array | Float32Array>(rows: Rows, size: number, indices: readonly number[]): Rows[] {
  return indices.map((index) => rows.slice(index * size, (index + 1) * size) as Rows);
}

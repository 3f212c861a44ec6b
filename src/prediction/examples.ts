import { existsSync, readFileSync, statSync } from 'node:fs';
import { fillWith, normalizeInPlace, toNumbers } from '../data';
import { DataFault, readExampleRows, readRowsOfColumns } from '../data-sources';
import type { PictureDecoder, resizeRows } from '../pictures';
import type { StudentFacts } from '../runs';
import { StudentFault } from '../students';

/** An example as the student takes it. */
export interface Example {
  /** The file, and the place in it where it holds several examples. */
  readonly example: string;
  readonly values: Float32Array;
}

/** Rows as a file has them, [count, features]. */
interface RawRows {
  readonly count: number;
  readonly rows: Uint8Array | Float32Array;
}

/**
 * Reads the examples of a file and prepares them as those that the student was trained on: a picture, rows of a table (.csv,
 * .tsv or .parquet), or an array (.npy), whose bytes are divided by 255 where the student takes images, and whose other
 * numbers stay as they are.
 * @throws StudentFault that names the file where it cannot be read or does not fit
 */
export async function readExamples(file: string, about: StudentFacts): Promise<Example[]> {
  if (!existsSync(file)) throw new StudentFault(`${file} is not there`);
  if (statSync(file).isDirectory()) throw new StudentFault(`${file} is a folder; name the files in it`);
  const { count, rows } = await rawRows(file, about);
  const values = prepared(rows, about, file);
  const features = values.length / Math.max(count, 1);
  return Array.from({ length: count }, (_, place) => ({
    example: count === 1 ? file : `${file}[${place}]`,
    values: values.slice(place * features, (place + 1) * features),
  }));
}

async function rawRows(file: string, about: StudentFacts): Promise<RawRows> {
  const { shape, layout, columns, table = {} } = about.input;
  try {
    if (/\.npy$/i.test(file)) return await readExampleRows(file, shape, layout);
    if (columns !== undefined && /\.(csv|tsv|tab|txt|parquet)$/i.test(file)) {
      return await readRowsOfColumns(file, columns, table);
    }
    return { count: 1, rows: await readPicture(file, about) };
  } catch (error) {
    if (error instanceof StudentFault) throw error;
    const text = error instanceof Error ? error.message : String(error);
    const message = error instanceof DataFault ? `${text}; ${error.hint}` : `${file} cannot be read: ${text}`;
    throw new StudentFault(message, { cause: error });
  }
}

function prepared(rows: RawRows['rows'], { input }: StudentFacts, file: string): Float32Array {
  const { range, fill, normalization, columns } = input;
  const values = range === undefined ? Float32Array.from(rows) : toNumbers(rows);
  if (fill !== undefined) fillWith(values, fill);
  const missing = values.findIndex((value) => Number.isNaN(value));
  if (missing >= 0) {
    const width = columns?.length ?? values.length;
    const name = columns?.[missing % width] ?? `value ${missing}`;
    const hint = 'give it one, or train with data.missing: mean';
    throw new StudentFault(`${file}: row ${Math.floor(missing / width) + 1} has no value of '${name}'; ${hint}`);
  }
  if (normalization !== undefined) normalizeInPlace(values, normalization);
  return values;
}

/** Decoder of pictures, and the resize of decoded ones. */
interface PictureTools {
  readonly decoder: PictureDecoder;
  readonly resizeRows: typeof resizeRows;
}

let tools: Promise<PictureTools> | undefined;

/** The tools for all pictures, made with the first: their WebAssembly is instantiated once. */
function pictureTools(): Promise<PictureTools> {
  tools ??= import('../pictures').then((pictures) => ({
    decoder: new pictures.PictureDecoder(),
    resizeRows: pictures.resizeRows,
  }));
  return tools;
}

async function readPicture(file: string, { input }: StudentFacts): Promise<Uint8Array> {
  const [height, width, channels] = input.shape;
  if (input.preparedBy !== undefined) {
    throw new StudentFault(
      `${file}: the student learned from what ${input.preparedBy} gives, whose transforms this file has not been through; write an example of it as .npy`,
    );
  }
  if (height === undefined || width === undefined || (channels !== 1 && channels !== 3)) {
    const other = input.columns === undefined ? '.npy' : '.csv, .parquet or .npy';
    throw new StudentFault(
      `${file}: the student takes ${input.shape.join(' × ')} numbers and no picture; write them as ${other}`,
    );
  }
  const bytes = readFileSync(file);
  const {
    fit = 'resize',
    interpolation = 'bilinear',
    resizedFrom: [fromHeight = height, fromWidth = width] = [],
  } = input;
  const fitting = { width: fromWidth, height: fromHeight, fit, interpolation };
  try {
    const { decoder, resizeRows: resize } = await pictureTools();
    const { pixels } = decoder.decode(bytes, channels === 1 ? 'gray' : 'rgb', fitting);
    return resize(pixels, { from: [fromHeight, fromWidth, channels], to: [height, width], interpolation });
  } catch (error) {
    throw new StudentFault(`${file} ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

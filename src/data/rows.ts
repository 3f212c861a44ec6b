import { denormalize, normalizeInPlace, toNumbers, type Normalization } from './normalize';

/** Numbers of a row, which is an example of a shape. */
export const featuresOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Rows that are brought to numbers when they are read: those of bytes in memory, or of a file. */
export interface Rows {
  /** Writes the rows at `indices` to the beginning of `to`, [indices, features]. */
  read(indices: Int32Array, to: Float32Array): void;
  /** Writes the bytes of rows as numbers of 0…255, a tenth of the work of `read`; absent where rows are no bytes or are normalized. */
  readBytes?: (indices: Int32Array, to: Float32Array) => void;
  /** Begins to read the rows that a coming `read` asks for; absent where they are in memory. */
  prefetch?: (indices: Int32Array) => void;
  /** All rows as bytes in memory, [count, features], whose numbers are their 255th parts; absent where they are none. */
  bytes?: Uint8Array;
  /** All rows as numbers, made at the first use; absent where they would take too much memory. */
  numbers?: () => Float32Array;
}

/** Rows as a source has them, by index: bytes of 0…255, or numbers. */
export type GatherRows = (indices: Int32Array) => Uint8Array | Float32Array;

/** The moment for which training examples are read anew. */
export interface RowDraw {
  readonly seed: number;
  /** From 0. */
  readonly epoch: number;
}

/** Reads rows at indices anew, as an epoch of a training sees them: bytes of 0…255, or numbers as they are. */
export type RedrawRows = (indices: Int32Array, draw: RowDraw) => Promise<Uint8Array | Float32Array>;

/** Bytes of rows of a split up to which they are held as numbers, which take four times as much. */
const maxAsNumbers = 64 << 20;

/** Rows in memory, [count, features], as networks see them: bytes stay bytes until something needs numbers. */
export function rowsInMemory(
  rows: Uint8Array | Float32Array,
  features: number,
  normalization: Normalization | undefined,
): Float32Array | Rows {
  if (rows instanceof Uint8Array) return rowsOfBytes(rows, features, normalization);
  if (normalization !== undefined) normalizeInPlace(rows, normalization);
  return rows;
}

function rowsOfBytes(
  rows: Uint8Array,
  features: number,
  normalization: Normalization | undefined,
): Float32Array | Rows {
  const isFew = rows.length <= maxAsNumbers;
  const convert = byteConverter(normalization);
  const makeNumbers = (): Float32Array => convert(rows, new Float32Array(rows.length));
  if (normalization !== undefined) {
    return isFew ? makeNumbers() : rowsByIndex((indices) => picked(rows, features, indices), normalization);
  }
  if (!isFew) return { ...rowsByIndex((indices) => picked(rows, features, indices), undefined), bytes: rows };
  let made: Float32Array | undefined;
  const numbers = (): Float32Array => (made ??= makeNumbers());
  return { bytes: rows, numbers, read: (indices, to) => pick(numbers(), features, indices, to) };
}

/** Rows as they were before they were normalized; to rounding where they are numbers, which are normalized in their place. */
export function rawRows(
  { rows, gather }: { readonly rows?: Uint8Array | Float32Array; readonly gather: GatherRows },
  features: number,
  normalization: Normalization | undefined,
): GatherRows {
  if (!(rows instanceof Float32Array)) return gather;
  return (indices) => {
    const wanted = new Float32Array(indices.length * features);
    indices.forEach((index, row) =>
      wanted.set(rows.subarray(index * features, (index + 1) * features), row * features),
    );
    return normalization === undefined ? wanted : denormalize(wanted, normalization);
  };
}

/** Rows that are gathered for each batch, as networks see them. */
export function rowsByIndex(
  gather: GatherRows,
  normalization: Normalization | undefined,
  prefetch?: (indices: Int32Array) => void,
): Rows {
  const convert = byteConverter(normalization);
  const areBytes = normalization === undefined && gather(new Int32Array()) instanceof Uint8Array;
  return {
    ...(prefetch && { prefetch }),
    ...(areBytes && { readBytes: (indices, to) => to.set(gather(indices)) }),
    read(indices, to) {
      const rows = gather(indices);
      if (rows instanceof Uint8Array) {
        convert(rows, to);
        return;
      }
      if (normalization !== undefined) normalizeInPlace(rows, normalization);
      to.set(rows);
    },
  };
}

/** Writes the numbers of bytes [count, …, channels] to the beginning of an array, and gives that. */
function byteConverter(
  normalization: Normalization | undefined,
): (bytes: Uint8Array, to: Float32Array) => Float32Array {
  const table = numbersOfBytes(normalization);
  const channels = normalization?.mean.length ?? 1;
  return (bytes, to) => {
    if (channels === 1) {
      for (let place = 0; place < bytes.length; place += 1) to[place] = table[bytes[place] ?? 0] ?? 0;
      return to;
    }
    for (let place = 0; place < bytes.length; place += channels) {
      for (let channel = 0; channel < channels; channel += 1) {
        to[place + channel] = table[256 * channel + (bytes[place + channel] ?? 0)] ?? 0;
      }
    }
    return to;
  };
}

/** The number of each byte in each channel, [channels, 256], by the same arithmetic as that of whole arrays. */
function numbersOfBytes(normalization: Normalization | undefined): Float32Array {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const channels = normalization?.mean.length ?? 1;
  const table = new Float32Array(256 * channels);
  for (let channel = 0; channel < channels; channel += 1) {
    const numbers = toNumbers(bytes);
    if (normalization !== undefined) {
      const own = { mean: [normalization.mean[channel] ?? 0], std: [normalization.std[channel] ?? 1] };
      normalizeInPlace(numbers, own);
    }
    table.set(numbers, 256 * channel);
  }
  return table;
}

function picked(rows: Uint8Array, features: number, indices: Int32Array): Uint8Array {
  const result = new Uint8Array(indices.length * features);
  pick(rows, features, indices, result);
  return result;
}

/** Writes the rows at indices to the beginning of `to`, [indices, features]. */
export function pick<Values extends Uint8Array | Float32Array>(
  rows: Values,
  features: number,
  indices: Int32Array,
  to: Values,
): void {
  indices.forEach((index, row) => to.set(rows.subarray(index * features, (index + 1) * features), row * features));
}

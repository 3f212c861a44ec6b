import { resizeRows } from '../../pictures';
import { DataFault } from '../../data-sources';
import { rawOf, type DataSet, type RawRows } from '../dataset';

/** The examples as one network takes them. */
export interface View {
  /** Of one example. */
  readonly shape: readonly number[];
  readonly features: number;
  /**
   * Raw rows → the numbers that the network is fed, [count, …shape]. Rows are [count, …raw shape]: bytes of 0…255, or
   * numbers as the source has them, where changed bytes are 0…1.
   */
  readonly apply: (rows: Uint8Array | Float32Array) => Float32Array;
}

type Size = readonly [height: number, width: number];

/** Brings raw rows to a size. Gives undefined where they have it; throws a DataFault for what is no picture of bytes. */
export function resizeTo(size: Size, data: DataSet): ((rows: Uint8Array | Float32Array) => Uint8Array) | undefined {
  const raw = rawOf(data);
  const from = pictureShape(raw);
  if (from[0] === size[0] && from[1] === size[1]) return undefined;
  if (data.unit !== 255) {
    throw new DataFault(
      'teacher.input.size: pictures whose pixels are no bytes are not resized',
      'keep pixels as bytes of 0…255, or take the size out',
    );
  }
  const sizes = { from, to: size, interpolation: raw.interpolation };
  return (rows) => resizeRows(rows instanceof Uint8Array ? rows : toBytes(rows), sizes);
}

function pictureShape({ shape }: RawRows): readonly [number, number, number] {
  const [height, width, channels] = shape;
  if (height !== undefined && width !== undefined && channels !== undefined) return [height, width, channels];
  throw new DataFault('teacher.input.size is one of pictures, and the data has columns', 'take the size out');
}

/** Changed pixels of 0…1 as bytes again: the resampler works on whole numbers. */
function toBytes(rows: Float32Array): Uint8Array {
  // By places: `Uint8Array.from` with a function goes through an iterator, which takes ten times as long.
  return new Uint8Array(rows.length).map((_, place) =>
    Math.min(Math.max(Math.round((rows[place] ?? 0) * 255), 0), 255),
  );
}

import { float16ToNumber } from '../../float16';
import { DataFault } from '../data-fault';
import type { NpyHeader, NpyType } from './npy-header';

/** Gives the element at an index of the file's own order as a number. Texts have none. */
export function numberReader({ type }: NpyHeader, bytes: Uint8Array): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = type.isLittleEndian;
  switch (`${type.kind}${type.bytes}`) {
    case 'b1':
      return (index) => ((bytes[index] ?? 0) === 0 ? 0 : 1);
    case 'u1':
      return (index) => bytes[index] ?? 0;
    case 'i1':
      return (index) => view.getInt8(index);
    case 'u2':
      return (index) => view.getUint16(2 * index, little);
    case 'i2':
      return (index) => view.getInt16(2 * index, little);
    case 'u4':
      return (index) => view.getUint32(4 * index, little);
    case 'i4':
      return (index) => view.getInt32(4 * index, little);
    case 'u8':
      return (index) => Number(view.getBigUint64(8 * index, little));
    case 'i8':
      return (index) => Number(view.getBigInt64(8 * index, little));
    case 'f2':
      return (index) => float16ToNumber(view.getUint16(2 * index, little));
    case 'f4':
      return (index) => view.getFloat32(4 * index, little);
    default:
      return (index) => view.getFloat64(8 * index, little);
  }
}

/** Gives the text at an index of the file's own order: UCS-4 or bytes of Latin-1, filled up with zeros. */
export function textReader({ type }: NpyHeader, bytes: Uint8Array): (index: number) => string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (index) => {
    const codes: number[] = [];
    const unit = type.kind === 'U' ? 4 : 1;
    for (let place = 0; place < type.bytes; place += unit) {
      const at = index * type.bytes + place;
      const code = unit === 4 ? view.getUint32(at, type.isLittleEndian) : view.getUint8(at);
      codes.push(code <= 0x10ffff ? code : 0xfffd);
    }
    return String.fromCodePoint(...codes).replace(/\0+$/, '');
  };
}

/** Whether elements are texts. */
export function isText({ kind }: NpyType): boolean {
  return kind === 'U' || kind === 'S';
}

/**
 * Rows [count, features] in C order: bytes where the array holds bytes, else float32.
 * @param order for each feature of a row its place in a row of the array in C order; absent, they are the same
 * @throws DataFault that names the first value that is no finite number of float32
 */
export function rowsOf(
  header: NpyHeader,
  bytes: Uint8Array,
  name: string,
  order?: Int32Array,
): Uint8Array | Float32Array {
  const { type, shape, isFortran } = header;
  const [count = 0, ...rest] = shape;
  const features = rest.reduce((product, length) => product * length, 1);
  const isPlain = order === undefined && !isFortran;
  const isBytes = type.kind === 'u' && type.bytes === 1;
  if (isBytes && isPlain) return bytes;
  const rows = isBytes ? new Uint8Array(count * features) : new Float32Array(count * features);
  const read = numberReader(header, bytes);
  const place = isFortran ? fortranPlaces(rest) : undefined;
  for (let row = 0; row < count; row += 1) {
    for (let feature = 0; feature < features; feature += 1) {
      const inRow = order === undefined ? feature : (order[feature] ?? 0);
      const value = read(place === undefined ? row * features + inRow : row + count * (place[inRow] ?? 0));
      const at = row * features + feature;
      rows[at] = value;
      if (!isBytes && !Number.isFinite(rows[at])) refuseValue(value, name, row, feature);
    }
  }
  return rows;
}

function refuseValue(value: number, name: string, row: number, feature: number): never {
  if (Number.isNaN(value)) {
    const message = `${name}: value ${feature} of example ${row} is NaN (counted from 0)`;
    throw new DataFault(message, 'fill missing values first, for example with the mean of their column');
  }
  const message = `${name}: value ${feature} of example ${row} is ${value}, beyond what float32 holds (counted from 0)`;
  throw new DataFault(message, 'leave such examples out, or scale the column');
}

/** For each place of a row in C order its place in Fortran order. */
function fortranPlaces(shape: readonly number[]): Int32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const places = new Int32Array(size);
  for (let place = 0; place < size; place += 1) {
    let left = place;
    let found = 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const length = shape[axis] ?? 1;
      const index = left % length;
      left = Math.floor(left / length);
      found += index * shape.slice(0, axis).reduce((product, one) => product * one, 1);
    }
    places[place] = found;
  }
  return places;
}

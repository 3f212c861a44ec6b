import { DataFault } from '../data-fault';

/** Type of an array's elements: `kind` as NumPy writes it, and the bytes of one element. */
export interface NpyType {
  /** Bytes (b), bool (?), signed (i) and unsigned (u) integers, floats (f), texts (U) and byte strings (S). */
  readonly kind: 'b' | 'i' | 'u' | 'f' | 'U' | 'S';
  readonly bytes: number;
  readonly isLittleEndian: boolean;
}

/** Header of an .npy file. */
export interface NpyHeader {
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** The first axis varies fastest. */
  readonly isFortran: boolean;
  readonly headerBytes: number;
  /** Bytes of the elements. */
  readonly size: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Bytes that are enough for nearly every header. */
export const usualHeaderBytes = 1024;

/** Headers are a line of text; NumPy itself refuses to evaluate more than 10,000 characters. */
const maxHeaderBytes = 10_000 + 12;

/** Whole bytes of the header, by its first 12 bytes. Throws a DataFault where it is no .npy file. */
export function npyHeaderBytes(start: Uint8Array, name: string): number {
  if (start.length < 12) {
    throw new DataFault(`${name}: ${start.length} bytes are too few for an array; the file is cut off`, saveAgain);
  }
  if (magic.some((byte, place) => start[place] !== byte)) {
    throw new DataFault(`${name}: it is no NumPy array (it does not begin with \\x93NUMPY)`, saveAgain);
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const version = start[6] ?? 0;
  if (version < 1 || version > 3) {
    throw new DataFault(`${name}: version ${version} of the NumPy format is not known`, saveAgain);
  }
  const headerBytes = version === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (headerBytes <= maxHeaderBytes) return headerBytes;
  throw new DataFault(`${name}: its header claims ${headerBytes} bytes, where a line of text is expected`, saveAgain);
}

const saveAgain = 'save it again with numpy.save or numpy.savez';

/**
 * Reads the header of an .npy file from its first bytes; `name` is the array's name for messages.
 * @throws DataFault that names the array; for pickled objects by that word
 */
export function readNpyHeader(start: Uint8Array, name: string): NpyHeader {
  const headerBytes = npyHeaderBytes(start, name);
  if (start.length < headerBytes) {
    throw new DataFault(`${name}: the header of ${headerBytes} bytes is cut off after ${start.length}`, saveAgain);
  }
  const text = Buffer.from(start.subarray((start[6] ?? 1) === 1 ? 10 : 12, headerBytes)).toString('latin1');
  const valueOf = (key: string, pattern: string): string => {
    const found = new RegExp(`['"]${key}['"]\\s*:\\s*(${pattern})`).exec(text)?.[1];
    if (found !== undefined) return found;
    throw new DataFault(`${name}: its header has no ${key} that can be read: ${text.slice(0, 80).trim()}`, saveAgain);
  };
  const shape = shapeOf(valueOf('shape', '\\([^)]*\\)'), name);
  const isFortran = valueOf('fortran_order', 'True|False') === 'True' && shape.length > 1;
  const type = typeOf(valueOf('descr', '[\'"][^\'"]*[\'"]|\\['), name);
  const count = shape.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(count * type.bytes)) {
    throw new DataFault(`${name}: a shape of ${shape.join('×')} cannot be right`, saveAgain);
  }
  return { type, shape, isFortran, headerBytes, size: count * type.bytes };
}

function shapeOf(written: string, name: string): number[] {
  const parts = written
    .slice(1, -1)
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''));
  if (parts.at(-1) === '') parts.pop();
  if (parts.every((part) => /^\d{1,16}$/.test(part))) return parts.map(Number);
  throw new DataFault(`${name}: its shape ${written} cannot be read`, saveAgain);
}

function typeOf(written: string, name: string): NpyType {
  const descr = written.replace(/['"]/g, '');
  const [, order = '', kind = '', size = ''] = /^([<>|=]?)([a-zA-Z?])(\d*)/.exec(descr) ?? [];
  if (kind === 'O') {
    throw new DataFault(
      `${name}: it holds pickled Python objects, which could run code when they are read; they are refused`,
      'save numbers alone: numpy.save("x.npy", numpy.asarray(x, dtype="float32"))',
    );
  }
  const bytes = Number(size === '' ? '1' : size);
  const isKnown =
    (kind === 'b' && bytes === 1) ||
    ((kind === 'i' || kind === 'u') && [1, 2, 4, 8].includes(bytes)) ||
    (kind === 'f' && [2, 4, 8].includes(bytes)) ||
    ((kind === 'U' || kind === 'S') && bytes >= 1 && bytes <= 1000);
  if (isKnown) {
    const elementBytes = kind === 'U' ? 4 * bytes : bytes;
    return { kind: kind, bytes: elementBytes, isLittleEndian: order !== '>' };
  }
  const what = descr === '[' ? 'records of several fields' : `the type ${descr}`;
  throw new DataFault(`${name}: it holds ${what}, which is not read`, 'save integers, floats or booleans');
}

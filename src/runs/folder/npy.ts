// NumPy's .npy format, version 1.0, for numbers in row-major order:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
/** The header, with its length, ends at a multiple of this. */
const alignment = 64;

/** The kinds of numbers that are written and read, as NumPy names them. */
const descriptions = { float32: '<f4', int32: '<i4', uint8: '|u1' } as const;
const bytesEach = { float32: 4, int32: 4, uint8: 1 } as const;
const inWords = { float32: 'little-endian float32', int32: 'little-endian int32', uint8: 'uint8' } as const;

interface Columns {
  readonly float32: Float32Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
}
export type NumberKind = keyof Columns;

export interface NumberArray<Kind extends NumberKind = 'float32'> {
  readonly shape: readonly number[];
  readonly values: Columns[Kind];
}

/** The bytes of a .npy file with `values` in row-major order. */
export function encodeNpy({ shape, values }: NumberArray<NumberKind>): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape.join()},` : shape.join(', ');
  const header = `{'descr': '${descriptions[kindOf(values)]}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const fixed = magic.length + 2;
  const padded = header.padEnd(Math.ceil((fixed + header.length + 1) / alignment) * alignment - fixed - 1);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length + 1);
  const numbers = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([magic, length, Buffer.from(`${padded}\n`, 'latin1'), numbers]);
}

function kindOf(values: Columns[NumberKind]): NumberKind {
  if (values instanceof Float32Array) return 'float32';
  return values instanceof Int32Array ? 'int32' : 'uint8';
}

/**
 * Reads a .npy file of little-endian float32 in row-major order. `name` is the file's name for messages. Throws an error
 * that names the file and says what is wrong when it is anything else, or cut off.
 */
export function decodeNpy(content: Uint8Array, name: string): NumberArray {
  const { shape, numbers } = decodeBytes(content, name, 'float32');
  return { shape, values: new Float32Array(numbers) };
}

/** Reads a .npy file of little-endian int32 as `decodeNpy` reads one of float32. */
export function decodeNpyIntegers(content: Uint8Array, name: string): NumberArray<'int32'> {
  const { shape, numbers } = decodeBytes(content, name, 'int32');
  return { shape, values: new Int32Array(numbers) };
}

/** Reads a .npy file of uint8 as `decodeNpy` reads one of float32. */
export function decodeNpyBytes(content: Uint8Array, name: string): NumberArray<'uint8'> {
  const { shape, numbers } = decodeBytes(content, name, 'uint8');
  return { shape, values: new Uint8Array(numbers) };
}

function decodeBytes(
  content: Uint8Array,
  name: string,
  kind: NumberKind,
): { readonly shape: readonly number[]; readonly numbers: ArrayBuffer } {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const start = magic.length + 2;
  if (bytes.length < start || bytes.compare(magic, 0, 6, 0, 6) !== 0) throw new Error(`${name} is not a .npy file`);
  if (bytes[6] !== 1) throw new Error(`${name}: .npy version ${bytes[6]} is not read; save it with numpy.save`);
  const dataStart = start + bytes.readUInt16LE(magic.length);
  const header = bytes.toString('latin1', start, dataStart);
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  if (descr !== descriptions[kind]) {
    throw new Error(`${name}: its numbers are '${descr ?? '?'}'; save it as ${inWords[kind]}`);
  }
  if (!/'fortran_order':\s*False/.test(header)) {
    throw new Error(`${name} is in column-major order; save numpy.ascontiguousarray of it`);
  }
  const shape = readShape(header, name);
  if (!shape.every((length) => Number.isSafeInteger(length))) {
    throw new Error(`${name}: the header's shape (${shape.join(', ')}) is none`);
  }
  const expected = shape.reduce((product, length) => product * length, 1) * bytesEach[kind];
  if (bytes.length - dataStart !== expected) {
    throw new Error(`${name}: the header promises ${expected} bytes, ${bytes.length - dataStart} are there`);
  }
  return { shape, numbers: Uint8Array.from(bytes.subarray(dataStart)).buffer };
}

function readShape(header: string, name: string): number[] {
  const text = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (text === undefined) throw new Error(`${name}: the header names no shape`);
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map(Number);
}

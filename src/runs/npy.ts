// NumPy's .npy format, version 1.0, for float32 in row-major order:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
/** The header, with its length, ends at a multiple of this. */
const alignment = 64;

export interface NumberArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The bytes of a .npy file with `values` in row-major order. */
export function encodeNpy({ shape, values }: NumberArray): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape.join()},` : shape.join(', ');
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const fixed = magic.length + 2;
  const padded = header.padEnd(Math.ceil((fixed + header.length + 1) / alignment) * alignment - fixed - 1);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length + 1);
  const numbers = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([magic, length, Buffer.from(`${padded}\n`, 'latin1'), numbers]);
}

/**
 * Reads a .npy file of little-endian float32 in row-major order. `name` is the file's name for messages. Throws an error
 * that names the file and says what is wrong when it is anything else, or cut off.
 */
export function decodeNpy(content: Uint8Array, name: string): NumberArray {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const start = magic.length + 2;
  if (bytes.length < start || bytes.compare(magic, 0, 6, 0, 6) !== 0) throw new Error(`${name} is not a .npy file`);
  if (bytes[6] !== 1) throw new Error(`${name}: .npy version ${bytes[6]} is not read; save it with numpy.save`);
  const dataStart = start + bytes.readUInt16LE(magic.length);
  const header = bytes.toString('latin1', start, dataStart);
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  if (descr !== '<f4') throw new Error(`${name}: its numbers are '${descr ?? '?'}'; save it as little-endian float32`);
  if (!/'fortran_order':\s*False/.test(header)) {
    throw new Error(`${name} is in column-major order; save numpy.ascontiguousarray of it`);
  }
  const shape = readShape(header, name);
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes.length - dataStart !== count * 4) {
    throw new Error(`${name}: the header promises ${count * 4} bytes, ${bytes.length - dataStart} are there`);
  }
  return { shape, values: new Float32Array(Uint8Array.from(bytes.subarray(dataStart)).buffer) };
}

function readShape(header: string, name: string): number[] {
  const text = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (text === undefined) throw new Error(`${name}: the header names no shape`);
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map(Number);
}

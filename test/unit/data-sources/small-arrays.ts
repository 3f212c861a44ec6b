import { strToU8, zipSync, type Zippable } from 'fflate';

/** An .npy file as NumPy writes it: `descr` such as `<f4`, and the bytes of the elements. */
export function npyFile(descr: string, shape: readonly number[], content: Uint8Array, isFortran = false): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0] ?? 0},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': ${isFortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0, 0]);
  start.writeUInt16LE(padded.length, 8);
  return Buffer.concat([start, Buffer.from(padded, 'latin1'), content]);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array | Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** An array of float32. */
export function floats(shape: readonly number[], values: readonly number[]): Buffer {
  return npyFile('<f4', shape, bytesOf(Float32Array.from(values)));
}

/** An array of bytes. */
export function bytes(shape: readonly number[], values: readonly number[]): Buffer {
  return npyFile('|u1', shape, Uint8Array.from(values));
}

/** An array of int64, as NumPy makes them of whole numbers. */
export function integers(shape: readonly number[], values: readonly number[]): Buffer {
  return npyFile('<i8', shape, bytesOf(BigInt64Array.from(values, (value) => BigInt(value))));
}

/** An array of doubles. */
export function doubles(shape: readonly number[], values: readonly number[]): Buffer {
  const { buffer } = Float64Array.from(values);
  return npyFile('<f8', shape, new Uint8Array(buffer));
}

/** An array of texts. */
export function texts(values: readonly string[]): Buffer {
  const length = Math.max(...values.map((value) => value.length), 1);
  const content = Buffer.alloc(4 * length * values.length);
  values.forEach((value, index) => {
    Array.from({ length: value.length }, (_, place) =>
      content.writeUInt32LE(value.charCodeAt(place), 4 * (index * length + place)),
    );
  });
  return npyFile(`<U${length}`, [values.length], content);
}

/** An .npz file, packed as numpy.savez_compressed packs it, or stored. */
export function npzFile(arrays: Record<string, Buffer>, isPacked = true): Buffer {
  const members: Zippable = {};
  for (const [name, content] of Object.entries(arrays)) {
    members[`${name}.npy`] = [new Uint8Array(content), { level: isPacked ? 6 : 0 }];
  }
  return Buffer.from(zipSync(members));
}

/** A text as bytes. */
export const textBytes = (text: string): Buffer => Buffer.from(strToU8(text));

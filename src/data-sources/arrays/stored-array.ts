import { DataFault } from '../data-fault';
import { readBytes } from '../files/read-bytes';
import type { DataFile } from '../source';
import { npyHeaderBytes, readNpyHeader, usualHeaderBytes, type NpyHeader } from './npy-header';
import { readZipMember, readZipMembers, type ZipMember } from './zip';

/** An array in an .npy file, or in a member of an .npz file; not yet read. */
export interface StoredArray {
  /** Its key in the .npz file, or its file's name without the ending. */
  readonly key: string;
  readonly file: DataFile;
  readonly member?: ZipMember;
}

/** Lists the arrays of a file. Contents are not read. Throws a DataFault where an .npz file cannot be. */
export async function listArrays(file: DataFile): Promise<StoredArray[]> {
  const base = baseName(file.path);
  if (!/\.npz$/i.test(file.path)) return [{ key: base, file }];
  const members = await readZipMembers(file.path, file.bytes);
  return members
    .filter(({ name }) => /\.npy$/i.test(name))
    .map((member) => ({ key: member.name.slice(0, -4), file, member }));
}

/** A file's name without folders and ending. */
export function baseName(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return name.replace(/\.[^.]*$/, '');
}

/** An array's name in messages: its file, and its key in an .npz file. */
export function nameOf({ key, file, member }: StoredArray): string {
  return member === undefined ? file.path : `${file.path}: '${key}'`;
}

/**
 * Reads an array's header and holds its sizes against the file.
 * @throws DataFault that names the array
 */
export async function readHeader(array: StoredArray): Promise<NpyHeader> {
  const { file, member } = array;
  const name = nameOf(array);
  const read = (length: number): Promise<Uint8Array> =>
    member === undefined ? readBytes(file.path, 0, length) : readZipMember(file.path, member, length);
  let start = await read(usualHeaderBytes);
  const headerBytes = npyHeaderBytes(start, name);
  if (headerBytes > start.length) start = await read(headerBytes);
  const header = readNpyHeader(start, name);
  const there = (member?.bytes ?? file.bytes) - header.headerBytes;
  if (there === header.size) return header;
  const shape = `${header.shape.join('×')} elements of ${header.type.bytes} bytes`;
  const message = `${name}: the header promises ${shape}, ${header.size} bytes, and ${there} are there`;
  throw new DataFault(message, there < header.size ? 'save it again: it is cut off' : 'save one array a file');
}

/** Bytes that a packed member is unpacked to for its first elements. */
const maxUnpacked = 64 << 20;

/** Reads the first bytes of an array's elements: none of a large packed member, of which a part might unpack to anything. */
export async function readStart(array: StoredArray, header: NpyHeader, length: number): Promise<Uint8Array> {
  const { file, member } = array;
  if (member?.isDeflated !== true) {
    const end = header.headerBytes + length;
    if (member === undefined) return readBytes(file.path, header.headerBytes, length);
    return (await readZipMember(file.path, member, end)).subarray(header.headerBytes);
  }
  return member.bytes > maxUnpacked ? new Uint8Array() : (await readContent(array, header)).subarray(0, length);
}

/** Reads the elements of an array, behind its header. Throws a DataFault as `readHeader` does. */
export async function readContent(array: StoredArray, { headerBytes, size }: NpyHeader): Promise<Uint8Array> {
  const { file, member } = array;
  if (member !== undefined) return (await readZipMember(file.path, member)).subarray(headerBytes);
  const content = await readBytes(file.path, headerBytes, size);
  if (content.length === size) return content;
  const message = `${file.path} changed while it was read: ${content.length} of ${size} bytes are there`;
  throw new DataFault(message, 'run again when nothing writes to it');
}

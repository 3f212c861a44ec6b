import { promisify } from 'node:util';
import { constants, crc32, inflateRaw } from 'node:zlib';
import { DataFault } from '../data-fault';
import { readBytes } from '../files/read-bytes';

/** A member of a zip file, by its central directory. */
export interface ZipMember {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Offset of its local header. */
  readonly offset: number;
}

/** Limits of what is read: an archive is no place for more arrays, and deflate itself cannot pack better. */
const maxMembers = 10_000;
const maxDirectoryBytes = 16 << 20;
const maxRatio = 1032;

/** Bytes that a packed member may unpack to. */
export const maxUnpackedBytes = 2 ** 31 - 1;

const endBytes = 22;
const maxComment = 65_535;
const saveAgain = 'save the arrays again with numpy.savez';

/**
 * Reads the members of a zip file from its central directory, nothing of their contents.
 * @throws DataFault where it is no zip file, is cut off, or is of a kind that is not read
 */
export async function readZipMembers(file: string, fileBytes: number): Promise<ZipMember[]> {
  const tailBytes = Math.min(fileBytes, endBytes + maxComment);
  const tail = Buffer.from(await readBytes(file, fileBytes - tailBytes, tailBytes));
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || tail.length - end < endBytes) {
    throw new DataFault(
      `${file}: it is no npz file, or it is cut off (the directory at its end is missing)`,
      saveAgain,
    );
  }
  const count = tail.readUInt16LE(end + 10);
  const bytes = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  if (start === 0xffffffff || bytes === 0xffffffff || count === 0xffff) {
    throw new DataFault(`${file}: it is a zip64 archive, which is not read`, 'save each array as an .npy file');
  }
  if (count > maxMembers || bytes > maxDirectoryBytes || start + bytes > fileBytes) {
    throw new DataFault(`${file}: its directory of ${count} members does not fit the file`, saveAgain);
  }
  return readDirectory(Buffer.from(await readBytes(file, start, bytes)), count, file, fileBytes);
}

function readDirectory(directory: Buffer, count: number, file: string, fileBytes: number): ZipMember[] {
  const members: ZipMember[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) {
      throw new DataFault(`${file}: entry ${index} of its directory is damaged`, saveAgain);
    }
    const nameBytes = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes);
    members.push(memberAt(directory, at, name, { file, fileBytes }));
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return members;
}

function memberAt(
  directory: Buffer,
  at: number,
  name: string,
  { file, fileBytes }: { readonly file: string; readonly fileBytes: number },
): ZipMember {
  const refuse = (what: string, hint = saveAgain): never => {
    throw new DataFault(`${file}: '${name}' ${what}`, hint);
  };
  const method = directory.readUInt16LE(at + 10);
  const packedBytes = directory.readUInt32LE(at + 20);
  const bytes = directory.readUInt32LE(at + 24);
  const offset = directory.readUInt32LE(at + 42);
  if ((directory.readUInt16LE(at + 8) & 1) === 1) refuse('is encrypted', 'save the arrays without a password');
  if (method !== 0 && method !== 8) refuse(`is packed by method ${method}, which is not read`);
  if ([packedBytes, bytes, offset].includes(0xffffffff)) refuse('is above 4 GB', 'save it as an .npy file');
  if (offset + packedBytes > fileBytes) refuse('does not fit the file, which is cut off');
  if (method === 0 && packedBytes !== bytes) refuse('has two sizes');
  if (bytes > maxRatio * packedBytes + 64)
    refuse(`claims ${bytes} bytes of ${packedBytes} packed ones, which cannot be`);
  return { name, isDeflated: method === 8, crc: directory.readUInt32LE(at + 16), packedBytes, bytes, offset };
}

/**
 * Reads a member, or its first `limit` bytes.
 * @throws DataFault where its content is not what the directory says, or unpacks to too much
 */
export async function readZipMember(file: string, member: ZipMember, limit = Infinity): Promise<Uint8Array> {
  const { name, bytes, crc, isDeflated } = member;
  if (isDeflated && Math.min(bytes, limit) > maxUnpackedBytes) {
    throw new DataFault(
      `${file}: '${name}' unpacks to ${bytes} bytes, more than ${maxUnpackedBytes}`,
      'save it as an .npy file, or with numpy.savez, which does not pack',
    );
  }
  const content = isDeflated ? await unpack(file, member, limit) : await readStored(file, member, limit);
  if (limit < bytes) return content;
  if (content.length !== bytes || crc32(content) !== crc) {
    throw new DataFault(`${file}: '${name}' is damaged (its checksum is another)`, saveAgain);
  }
  return content;
}

async function readStored(file: string, member: ZipMember, limit: number): Promise<Uint8Array> {
  return readBytes(file, await contentStart(file, member), Math.min(member.bytes, limit));
}

const inflate = promisify(inflateRaw) as (
  content: Uint8Array,
  options: { readonly maxOutputLength: number; readonly finishFlush?: number },
) => Promise<Buffer>;

async function unpack(file: string, member: ZipMember, limit: number): Promise<Uint8Array> {
  const start = await contentStart(file, member);
  const isPart = limit < member.bytes;
  // A deflated byte gives one byte at the least: stored blocks have 5 bytes of header for up to 65,535.
  const packedBytes = isPart ? Math.min(member.packedBytes, 2 * limit + 1024) : member.packedBytes;
  const packed = await readBytes(file, start, packedBytes);
  try {
    if (!isPart) return await inflate(packed, { maxOutputLength: Math.max(member.bytes, 1) });
    // The part ends within a block, so the end of the stream is not asked for.
    const part = await inflate(packed, {
      maxOutputLength: maxRatio * packedBytes + 64,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    return part.subarray(0, limit);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isLonger = code === 'ERR_BUFFER_TOO_LARGE';
    const fault = isLonger
      ? `unpacks to more than the ${member.bytes} bytes of the directory`
      : `cannot be unpacked (${message})`;
    throw new DataFault(`${file}: '${member.name}' ${fault}`, saveAgain, { cause: error });
  }
}

/** Offset of a member's content: behind its local header, whose name and extra field may differ from the directory's. */
async function contentStart(file: string, { name, offset }: ZipMember): Promise<number> {
  const header = Buffer.from(await readBytes(file, offset, 30));
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) {
    throw new DataFault(`${file}: '${name}' is not where the directory says`, saveAgain);
  }
  return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

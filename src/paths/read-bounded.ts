import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** A file that is not read: a pipe or a device, or one with more bytes than its kind can have. The message is a clause about it. */
export class UnboundedFile extends Error {}

/** Opens for reading; a pipe without a writer is not waited for. Windows has no such flag. */
export const withoutWaiting = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK);

/**
 * Reads a whole file of at most `maxBytes`. A pipe, a device and a larger file are refused before a byte of them is read, so that
 * neither time nor memory depends on what lies there.
 * @throws UnboundedFile, or the file system's error
 */
export function readBounded(file: string, maxBytes: number): Buffer {
  const descriptor = openSync(file, withoutWaiting);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new UnboundedFile(status.isDirectory() ? 'is a folder' : 'is a pipe or a device');
    if (status.size > maxBytes) throw new UnboundedFile(`has more than ${describeBytes(maxBytes)}`);
    return readAll(descriptor, status.size);
  } finally {
    closeSync(descriptor);
  }
}

/** The system reads at most 2 GiB at once. */
const chunkBytes = 1 << 28;

function readAll(descriptor: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let done = 0;
  while (done < size) {
    const read = readSync(descriptor, bytes, done, Math.min(size - done, chunkBytes), done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}

const describeBytes = (bytes: number): string =>
  bytes >= 1 << 20 ? `${Math.floor(bytes / 2 ** 20)} MB` : `${Math.floor(bytes / 2 ** 10)} KB`;

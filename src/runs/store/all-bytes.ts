import { fileOperations } from './file-operations';

/** Writes all bytes; one write may come back short without an error. Throws the file system's error. */
export function writeAllBytes(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.byteLength) written += fileOperations.write(descriptor, bytes.subarray(written));
}

/** Reads from an offset until the bytes are full or the file ends; gives how many came. Throws the file system's error. */
export function readAllBytes(descriptor: number, bytes: Uint8Array, at: number): number {
  let count = 0;
  while (count < bytes.byteLength) {
    const more = fileOperations.read(descriptor, bytes.subarray(count), at + count);
    if (more === 0) break;
    count += more;
  }
  return count;
}

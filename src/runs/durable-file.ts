import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes a file so that a crash leaves the old or the new content, never a part: temporary name, fsync, rename, fsync
 * of the folder. Throws the file system's error, after removing the temporary file.
 */
export function writeFileDurably(file: string, content: Uint8Array | string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const temporary = `${file}.${process.pid}.part`;
  const descriptor = openSync(temporary, 'w');
  try {
    writeWhole(descriptor, bytes);
    fsyncSync(descriptor);
  } catch (error) {
    closeSync(descriptor);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(descriptor);
  renameSync(temporary, file);
  syncFolder(path.dirname(file));
}

/** Writes all bytes; one write may come back short without an error. */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.byteLength) written += writeSync(descriptor, bytes, written);
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder for syncing; its rename is journalled.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

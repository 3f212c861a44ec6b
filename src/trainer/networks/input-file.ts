import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A file that a network is read from, and its content. */
export interface InputFile {
  /** Path as the config has it, with forward slashes. */
  readonly path: string;
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
}

/** Describes a file by the bytes that were read of it. @param written its path as the config has it. */
export function describeInputFile(written: string, bytes: Uint8Array): InputFile {
  return { path: written, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Path of a file that lies beside another one, as the config would have it. */
export function besideWritten(written: string, name: string): string {
  const folder = path.posix.dirname(written.replaceAll('\\', '/'));
  return path.posix.join(folder, name.replaceAll('\\', '/'));
}

/**
 * Reads the files of a network that lie in one folder. `sha256` is that of all their bytes, one after another.
 * @param paths real paths, the one that the config names as `written` first.
 * @param first the bytes of the first, where they were read already: those that are used are described.
 */
export function readInputFiles(
  written: string,
  paths: readonly string[],
  first: Uint8Array | undefined,
): { sha256: string; files: InputFile[] } {
  const hash = createHash('sha256');
  const folder = path.dirname(paths[0] ?? '');
  const files = paths.map((file, index) => {
    const bytes = (index === 0 ? first : undefined) ?? readFileSync(file);
    hash.update(bytes);
    return describeInputFile(index === 0 ? written : besideWritten(written, path.relative(folder, file)), bytes);
  });
  return { sha256: hash.digest('hex'), files };
}

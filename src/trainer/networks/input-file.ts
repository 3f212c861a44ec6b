import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { TrainingFailure } from '../context/failure';
import { sha256Of } from '../../runs';

/** A file that a network is read from, and its content. */
export interface InputFile {
  /** Path as the config has it, with forward slashes. */
  readonly path: string;
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
}

/** Describes a file by the bytes that were read of it. @param written its path as the config has it. */
export function describeInputFile(written: string, bytes: Uint8Array): InputFile {
  return { path: written, sha256: sha256Of(bytes) };
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
export function readInputFiles(written: string, paths: readonly string[], first: Uint8Array | undefined): ReadFiles {
  const before = paths.map(stampOf);
  const hash = createHash('sha256');
  const folder = path.dirname(paths[0] ?? '');
  const files = paths.map((file, index) => {
    const bytes = (index === 0 ? first : undefined) ?? readFileSync(file);
    hash.update(bytes);
    return describeInputFile(index === 0 ? written : besideWritten(written, path.relative(folder, file)), bytes);
  });
  const assertUnchanged = (): void => {
    const changed = paths.findIndex((file, index) => stampOf(file) !== before[index]);
    if (changed < 0) return;
    const name = files[changed]?.path ?? written;
    throw new TrainingFailure(`${name} was changed while it was read`, 'run again once it is whole', { where: name });
  };
  return { sha256: hash.digest('hex'), files, assertUnchanged };
}

/** Files that were read, and a check for those that are opened a second time by their paths. */
export interface ReadFiles {
  /** Of all their bytes, in hex. */
  readonly sha256: string;
  readonly files: readonly InputFile[];
  /** Throws a TrainingFailure where one was changed since it was read. */
  readonly assertUnchanged: () => void;
}

function stampOf(file: string): string {
  const { ino, size, mtimeMs, ctimeMs } = statSync(file);
  return [ino, size, mtimeMs, ctimeMs].join(' ');
}

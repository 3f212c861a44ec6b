import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isInside } from '../../paths';
import { TrainingFailure } from '../context/failure';

/** Where a file may lie and where its path starts. */
export interface AllowedRoots {
  /** The file, links followed, must lie in this folder. */
  readonly root: string;
  /** What the path is relative to. */
  readonly folder: string;
  /** Folders beside the root that the user allows; an absolute path may only lead there. */
  readonly allowed?: readonly string[];
}

/**
 * The real path of a file that somebody wrote down. Nothing is opened.
 * @throws TrainingFailure when the path leads out of the root and of the allowed folders, by its dots or by a link, or to
 * no file.
 */
export function fileInside(written: string, { root, folder, allowed = [] }: AllowedRoots): string {
  const file = path.resolve(folder, written);
  const refuse = (reason: string, hint: string): never => {
    throw new TrainingFailure(`${written} ${reason}`, hint, { where: written });
  };
  const isAllowed = allowed.some((one) => isInside(path.resolve(one), file));
  if (!isAllowed && (isAnyAbsolute(written) || !isInside(root, file))) {
    refuse(
      `leads out of ${root}`,
      `copy the file into that folder and write its path from ${folder}, or allow its folder in the setting distillery.allowedFolders (in a terminal: --allow)`,
    );
  }
  let real: string;
  try {
    real = realpathSync(file);
  } catch {
    return refuse(`is not there: ${file} does not exist`, `write its path from ${folder}`);
  }
  const grounds = [root, ...allowed.filter((one) => existsSync(one))].map((one) => realpathSync(one));
  if (!grounds.some((ground) => isInside(ground, real))) {
    refuse(`is a link that leads out of ${root}`, 'put the file itself there');
  }
  if (!statSync(real).isFile()) refuse('is no file', 'name a file');
  return real;
}

/** Absolute on any system: a file that came with a clone may have been written on another. */
function isAnyAbsolute(written: string): boolean {
  return path.posix.isAbsolute(written) || path.win32.isAbsolute(written) || /^[A-Za-z]:/.test(written);
}

/** The size of a file in bytes. Throws TrainingFailure when it is 0, or above what such a file can need. */
export function sizeWithin(file: string, written: string, most: number): number {
  const { size } = statSync(file);
  if (size === 0)
    throw new TrainingFailure(`${written} is empty (0 bytes)`, 'write the file again', { where: written });
  if (size <= most) return size;
  const [megabytes, limit] = [size, most].map((bytes) => Math.floor(bytes / 2 ** 20));
  throw new TrainingFailure(`${written} has ${megabytes} MB, above ${limit} MB`, 'take a smaller file', {
    where: written,
  });
}

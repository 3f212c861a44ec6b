import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isInside, withSlashes } from '../../paths';
import { allowedFoldersOf, type RunManifest } from '../../runs';
import { TrainingFailure } from './failure';

/** Roots that a file must lie in, and the folder that its path starts from. */
export interface AllowedRoots {
  /** The file, links followed, must lie in this folder. */
  readonly root: string;
  /** The folder that the path is relative to. */
  readonly folder: string;
  /** Folders beside the root that the user allows; an absolute path may only lead there. */
  readonly allowed?: readonly string[];
}

/** Roots of the files that a config names: the workspace, and the folders that the user allows. */
export function rootsOf({ cacheFolder, configPath }: RunManifest): Required<AllowedRoots> {
  const root = path.dirname(path.dirname(cacheFolder));
  return { root, folder: path.dirname(configPath), allowed: allowedFoldersOf(process.env) };
}

/** Real path of a file that a config names. Throws as `pathInside` does, and where the path leads to no file. */
export function fileInside(written: string, roots: AllowedRoots): string {
  const real = pathInside(written, roots);
  if (statSync(real).isFile()) return real;
  throw new TrainingFailure(`${written} is no file`, 'name a file', { where: written });
}

/**
 * Files by their paths as a config has them: those that it names as it does, others from its folder with `/`.
 * @param names paths of a config, perhaps to these files
 */
export function filesAsWritten<File extends { readonly path: string }>(
  files: readonly File[],
  manifest: RunManifest,
  names: readonly (string | undefined)[],
): File[] {
  const roots = rootsOf(manifest);
  return files.map((file) => {
    const named = names.find((written) => written !== undefined && fileInside(written, roots) === file.path);
    return { ...file, path: named ?? withSlashes(path.relative(roots.folder, file.path)) };
  });
}

/**
 * Resolves the real path of a file or folder by the path that a person wrote. Nothing is opened.
 * @throws TrainingFailure when the path leads out of the root and of the allowed folders, by its dots or by a link, or to
 * nothing.
 */
export function pathInside(written: string, { root, folder, allowed = [] }: AllowedRoots): string {
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
    real = realPath(file);
  } catch {
    return refuse(`is not there: ${file} does not exist`, `write its path from ${folder}`);
  }
  const roots = [root, ...allowed.filter((one) => existsSync(one))].map(realPath);
  if (!roots.some((one) => isInside(one, real))) {
    refuse(`is a link that leads out of ${root}`, 'put the file itself there');
  }
  return real;
}

/**
 * The path as the disk has it, as the editor resolves it too: on Windows and macOS `C:/Set` and `c:/set` are one folder, and
 * what is known of files is looked up by their paths.
 */
function realPath(file: string): string {
  return realpathSync.native(file);
}

/** Absolute on any system: a file that came with a clone may have been written on another. */
function isAnyAbsolute(written: string): boolean {
  return path.posix.isAbsolute(written) || path.win32.isAbsolute(written) || /^[A-Za-z]:/.test(written);
}

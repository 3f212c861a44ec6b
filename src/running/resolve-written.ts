import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../paths';

/** The file from which a config's paths start, and the folders that they may lead to. */
export interface WrittenPlace {
  /** The config, as an absolute path. */
  readonly file: string;
  /** The folder that keeps its runs, as an absolute path. */
  readonly workspace: string;
  /** Folders outside of the workspace that it may name files in. */
  readonly allowedFolders: readonly string[];
}

/** Target of a path that a config writes. */
export type ResolvedPath = { readonly kind: 'there'; readonly path: string } | { readonly kind: 'missing' | 'outside' };

/**
 * Real path of one that a config writes; it must stay in the workspace's folder or an allowed one, by its dots and by its
 * links. Nothing is opened. Throws the file system's error where the path cannot be followed.
 */
export async function resolveWritten(
  written: string,
  { file, workspace, allowedFolders }: WrittenPlace,
): Promise<ResolvedPath> {
  const roots = [workspace, ...allowedFolders.map((one) => path.resolve(one))];
  const target = path.resolve(path.dirname(file), written);
  if (!roots.some((root) => isInside(root, target))) return { kind: 'outside' };
  try {
    const real = await realpath(target);
    const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => root)));
    return realRoots.some((root) => isInside(root, real)) ? { kind: 'there', path: real } : { kind: 'outside' };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    throw error;
  }
}

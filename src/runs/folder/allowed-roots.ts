import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Whether a path is a folder or lies in it; both are real paths, with no links in them. */
export function isWithin(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/**
 * Throws a sentence when what is about to be written to would lie, links followed, outside of the workspace and of the
 * folders that the user allows: a `.distillery` that came with a clone may be a link to anywhere.
 */
export function assertInsideWorkspace(target: string, workspace: string, allowed: readonly string[]): void {
  let nearest = target;
  while (!existsSync(nearest) && nearest !== path.dirname(nearest)) nearest = path.dirname(nearest);
  const real = realpathSync(nearest);
  const grounds = [workspace, ...allowed].filter((folder) => existsSync(folder)).map((folder) => realpathSync(folder));
  if (grounds.some((ground) => isWithin(ground, real))) return;
  throw new Error(
    `${target} leads to ${real}, outside of the workspace; allow that folder in the setting distillery.allowedFolders (in a terminal: --allow) or remove the link`,
  );
}

/** The folders that a trainer may read files in beside the workspace, as the user allowed them when the run was started. */
export function allowedFoldersOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    const folders: unknown = JSON.parse(environment['DISTILLERY_ALLOWED_FOLDERS'] ?? '[]');
    return Array.isArray(folders) ? folders.filter((folder): folder is string => typeof folder === 'string') : [];
  } catch {
    return [];
  }
}

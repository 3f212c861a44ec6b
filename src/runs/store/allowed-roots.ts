import path from 'node:path';
import { isInside } from '../../paths';
import { fileOperations } from './file-operations';

/** Refusal to use an entry below `.distillery`; its message names the path. */
export class StoreRefusal extends Error {}

/**
 * Throws a StoreRefusal when `target` would lie, links followed, outside of the workspace and of the folders that the user
 * allows: a `.distillery` that came with a clone may be a link to anywhere.
 */
export function assertInsideWorkspace(target: string, workspace: string, allowed: readonly string[]): void {
  let nearest = target;
  while (fileOperations.realPath(nearest) === undefined && nearest !== path.dirname(nearest)) {
    nearest = path.dirname(nearest);
  }
  const real = fileOperations.realPath(nearest) ?? nearest;
  const roots = [workspace, ...allowed].flatMap((folder) => fileOperations.realPath(folder) ?? []);
  if (roots.some((root) => isInside(root, real))) return;
  throw new StoreRefusal(
    `${target} leads to ${real}, outside of the workspace; allow that folder in the setting distillery.allowedFolders (in a terminal: --allow) or remove the link`,
  );
}

/** Folders outside of the workspace that the user allows, as the starter of a process hands them over. */
export function allowedFoldersOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    const folders: unknown = JSON.parse(environment['DISTILLERY_ALLOWED_FOLDERS'] ?? '[]');
    return Array.isArray(folders) ? folders.filter((folder): folder is string => typeof folder === 'string') : [];
  } catch {
    return [];
  }
}

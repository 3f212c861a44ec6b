import path from 'node:path';
import * as vscode from 'vscode';
import { clearCache, describeCache, measureCache, assertInsideWorkspace, type CacheSize } from '../../runs';
import { allowedFolders, requireTrust } from '../settings';

interface Cache extends CacheSize {
  /** The workspace's folder. */
  readonly workspace: string;
}

/**
 * Shows the size of the workspace's caches and removes them once the person confirms. Throws a sentence when the caches are
 * empty, lead out of the workspace, or the workspace is not trusted.
 */
export async function clearCaches(): Promise<void> {
  requireTrust();
  const cache = await chooseCache(await measureCaches());
  if (cache === undefined) return;
  assertInsideWorkspace(cache.folder, cache.workspace, allowedFolders());
  const question = `Remove the caches of '${path.basename(cache.workspace)}' from disk?`;
  const detail = `${describeCache(cache)}. A run that needs a teacher trains it again, and one that needs pictures reads them again. Runs and their students stay as they are.`;
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, 'Remove');
  if (answer !== 'Remove') return;
  const removed = await clearCache(cache.workspace);
  void vscode.window.showInformationMessage(`${describeCache(removed)} removed from the caches.`);
}

/** The caches of the workspace's folders that are not empty. Throws a sentence when all are. */
async function measureCaches(): Promise<readonly Cache[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const caches = await Promise.all(
    folders.map(async (workspace) => ({ workspace, ...(await measureCache(workspace)) })),
  );
  const filled = caches.filter(({ bytes }) => bytes > 0);
  if (filled.length === 0) throw new Error('the caches of this workspace are empty');
  return filled;
}

async function chooseCache(caches: readonly Cache[]): Promise<Cache | undefined> {
  if (caches.length === 1) return caches[0];
  const items = caches.map((cache) => ({
    label: path.basename(cache.workspace),
    description: describeCache(cache),
    cache,
  }));
  return (await vscode.window.showQuickPick(items, { title: 'Clear Caches' }))?.cache;
}

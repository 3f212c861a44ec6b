import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { isInside } from '../paths';
import { configCopies, readManifest, type RunManifest, store, workspaceOf } from '../runs';

const openCopy = 'Open the Run’s Copy';
const restore = 'Restore and Run';

/** Opens the config that a run was started from; where the file is gone, the person may open the run's own copy of it. */
export async function openConfig(runFolder: string): Promise<void> {
  const manifest = await readManifest(runFolder);
  if (await isThere(manifest.configPath)) {
    await vscode.window.showTextDocument(vscode.Uri.file(manifest.configPath));
    return;
  }
  const answer = await vscode.window.showWarningMessage(goneWords(manifest), openCopy);
  if (answer === openCopy) await showCopy(runFolder, manifest);
}

/**
 * Makes sure that the config of a run is there to be run again; where the file is gone, the person may have the run's own copy
 * written to its place. False where they do not.
 */
export async function hasConfigAgain(runFolder: string): Promise<boolean> {
  const manifest = await readManifest(runFolder);
  if (await isThere(manifest.configPath)) return true;
  const offered = (await canRestore(runFolder, manifest.configPath)) ? [restore, openCopy] : [openCopy];
  const answer = await vscode.window.showWarningMessage(goneWords(manifest), ...offered);
  if (answer === openCopy) await showCopy(runFolder, manifest);
  if (answer !== restore) return false;
  const text = store.readText(copyOf(runFolder, manifest));
  await vscode.workspace.fs.writeFile(vscode.Uri.file(manifest.configPath), Buffer.from(text, 'utf8'));
  return true;
}

/** Whether a config's path is one that may be written to: a manifest that came with a clone may name any file. */
async function canRestore(runFolder: string, configPath: string): Promise<boolean> {
  const workspace = workspaceOf(runFolder);
  const [root, parent] = await Promise.all(
    [workspace, path.dirname(configPath)].map((folder) => realpath(folder).catch(() => undefined)),
  );
  const isConfig = path.isAbsolute(configPath) && /\.distill\.(ya?ml|json)$/.test(configPath);
  return isConfig && root !== undefined && parent !== undefined && (root === parent || isInside(root, parent));
}

const goneWords = ({ name, configPath }: RunManifest): string =>
  `The config of ${name} is no longer at ${vscode.workspace.asRelativePath(configPath)}: it was renamed, moved or deleted. The run has a copy of its own.`;

const isThere = (file: string): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.file(file))).then(
    () => file !== '',
    () => false,
  );

/** Path of the exact copy of the config in the run folder. */
function copyOf(runFolder: string, { configPath }: RunManifest): string {
  return path.join(runFolder, configPath.endsWith('.json') ? configCopies.json : configCopies.yaml);
}

async function showCopy(runFolder: string, manifest: RunManifest): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(copyOf(runFolder, manifest)));
}

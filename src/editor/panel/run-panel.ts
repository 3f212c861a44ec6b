import path from 'node:path';
import * as vscode from 'vscode';
import { PanelControllers } from '../../panel/controllers';
import { RunFeed } from '../../panel/feed';
import { showPage } from '../page';
import { readFromPanel, readState } from '../../panel/messages';
import { readManifest, type RunSummary } from '../../runs';
import { formatError } from '../../wording';
import { runActions } from './run-actions';
import { viewType } from './view-type';

/** Open panels by run folder. */
const openPanels = new Map<string, vscode.WebviewPanel>();

/** Opens a run's panel beside the editor, or reveals the open one. `known`: runs of the workspace that were read already. */
export function openRunPanel(extensionUri: vscode.Uri, runFolder: string, known: readonly RunSummary[] = []): void {
  const open = openPanels.get(runFolder);
  if (open !== undefined) {
    open.reveal(undefined, true);
    return;
  }
  const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  const panel = vscode.window.createWebviewPanel(viewType, path.basename(runFolder), column, { enableScripts: true });
  show(panel, runFolder, extensionUri, known);
}

/** Restores a panel from its saved state; a panel without a valid state is closed. */
export function restoreRunPanel(panel: vscode.WebviewPanel, kept: unknown, extensionUri: vscode.Uri): void {
  const folder = readState(kept)?.folder;
  // A run has one panel: one that was opened during the restart stays, and this one is closed.
  const isNew = folder !== undefined && path.isAbsolute(folder) && !openPanels.has(folder);
  if (isNew) show(panel, folder, extensionUri);
  else panel.dispose();
}

function show(
  panel: vscode.WebviewPanel,
  runFolder: string,
  extensionUri: vscode.Uri,
  known: readonly RunSummary[] = [],
): void {
  openPanels.set(runFolder, panel);
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'config.svg');
  panel.onDidDispose(() => {
    if (openPanels.get(runFolder) === panel) openPanels.delete(runFolder);
  });
  void fill(panel, runFolder, extensionUri, known);
}

/** Fills a panel with the page of its run's kind; a run that cannot be read has that of a run, which says why. */
async function fill(
  panel: vscode.WebviewPanel,
  runFolder: string,
  extensionUri: vscode.Uri,
  known: readonly RunSummary[],
): Promise<void> {
  const kind = await readManifest(runFolder).then(
    (manifest) => manifest.kind,
    () => undefined,
  );
  const pages = kind === 'sweep' ? await import('./sweep-page') : undefined;
  // It may have been closed meanwhile.
  if (openPanels.get(runFolder) !== panel) return;
  if (pages === undefined) showRun(panel, runFolder, extensionUri);
  else pages.showSweep(panel, runFolder, extensionUri, known);
}

function showRun(panel: vscode.WebviewPanel, runFolder: string, extensionUri: vscode.Uri): void {
  const feed = new RunFeed(runFolder, (message) => {
    if (message.type === 'card') panel.title = message.run.name;
    return panel.webview.postMessage(message);
  });
  const actions = runActions(runFolder);
  const controllers = new PanelControllers(runFolder, actions, (message) => panel.webview.postMessage(message));
  panel.onDidDispose(() => {
    feed.stop();
    controllers.stop();
  });
  // VS Code drops a hidden page; shown again it is built anew and sends `ready`. A page that was kept after all, as during
  // the reload of a window, sends nothing, and is sent its whole content again.
  panel.onDidChangeViewState(() => {
    if (!panel.visible) {
      feed.stop();
      controllers.stop();
    } else if (!feed.isRunning) void feed.start();
  });
  panel.webview.onDidReceiveMessage(async (message: unknown) => {
    const request = readFromPanel(message);
    if (request === undefined) {
      console.warn('Distillery: a message from a run panel that is none of its requests was ignored.');
      return;
    }
    try {
      if (request.type === 'view') await controllers.handle(request.view, request.request);
      else if (request.type === 'ready') await feed.start();
      else await actions.perform(request.type);
    } catch (error) {
      void vscode.window.showErrorMessage(formatError(error));
    }
  });
  showPage(panel.webview, extensionUri, 'webview');
}

import path from 'node:path';
import * as vscode from 'vscode';
import { readFromSweep, type FromSweep, type ToSweep } from '../../panel/messages';
import { SweepFeed } from '../../panel/sweep/feed';
import type { RunSummary } from '../../runs';
import { showPage } from '../page';
import { formatError } from '../../wording';
import { runActions } from './run-actions';

/** Shows a sweep in a panel: its points, their results and the verdict. */
export function showSweep(
  panel: vscode.WebviewPanel,
  runFolder: string,
  extensionUri: vscode.Uri,
  known: readonly RunSummary[],
): void {
  const send = (message: ToSweep): Thenable<boolean> => {
    if (message.type === 'head') panel.title = message.head.name;
    return panel.webview.postMessage(message);
  };
  const feed = new SweepFeed(runFolder, send, known);
  panel.onDidDispose(() => feed.stop());
  // As of a run's panel: a hidden page is dropped and sends `ready` when it is shown again, or was kept and is filled anew.
  panel.onDidChangeViewState(() => {
    if (!panel.visible) feed.stop();
    else if (!feed.isRunning) void feed.start();
  });
  panel.webview.onDidReceiveMessage(async (message: unknown) => {
    const request = readFromSweep(message);
    if (request === undefined) {
      console.warn('Distillery: a message from the page of a sweep that is none of its requests was ignored.');
      return;
    }
    try {
      await answer(request, feed, runFolder);
    } catch (error) {
      void vscode.window.showErrorMessage(formatError(error));
    }
  });
  showPage(panel.webview, extensionUri, 'sweep');
}

async function answer(request: FromSweep, feed: SweepFeed, runFolder: string): Promise<void> {
  switch (request.type) {
    case 'ready':
      await feed.start();
      break;
    case 'open': {
      const folder = path.join(path.dirname(runFolder), request.runId);
      await vscode.commands.executeCommand('distillery.openRunPanel', { folder });
      break;
    }
    case 'do':
      if (request.action === 'export')
        await vscode.commands.executeCommand('distillery.exportRun', { folder: runFolder });
      else await runActions(runFolder).perform(request.action);
      break;
  }
}

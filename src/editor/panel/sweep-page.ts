import path from 'node:path';
import * as vscode from 'vscode';
import { readFromSweep, type FromSweep } from '../../panel/messages';
import { SweepFeed } from '../../panel/sweep/feed';
import { showPage } from '../page';
import type { Host } from '../commands';
import { plainMessage } from '../show-error';
import { runActions } from './run-actions';

/** Shows a sweep in a panel, until it is disposed: its points, their results and the verdict. */
export function showSweep(panel: vscode.WebviewPanel, runFolder: string, { context, store }: Host): vscode.Disposable {
  const feed = new SweepFeed(runFolder, (message) => panel.webview.postMessage(message), store.runs);
  const listeners = [
    // As of a run's panel: a hidden page is dropped and sends `ready` when it is shown again, or was kept and is filled anew.
    panel.onDidChangeViewState(() => {
      if (!panel.visible) feed.stop();
      else if (!feed.isRunning) void feed.start();
    }),
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      const request = readFromSweep(message);
      if (request === undefined) {
        console.warn('Distillery: a message from the page of a sweep that is none of its requests was ignored.');
        return;
      }
      try {
        await answer(request, feed, runFolder, store);
      } catch (error) {
        void vscode.window.showErrorMessage(plainMessage(error));
      }
    }),
  ];
  showPage(panel.webview, context.extensionUri, 'sweep');
  return vscode.Disposable.from(...listeners, { dispose: () => feed.stop() });
}

async function answer(request: FromSweep, feed: SweepFeed, runFolder: string, store: Host['store']): Promise<void> {
  switch (request.type) {
    case 'ready':
      await feed.start();
      break;
    case 'open': {
      const folder = path.join(path.dirname(runFolder), request.runId);
      await vscode.commands.executeCommand('distillery.openRunPanel', { folder });
      break;
    }
    case 'drop': {
      // The command takes any run of the point: a point that the page shows has one.
      const own = store.runs.find(({ folder, manifest }) => {
        const isOfSweep =
          manifest?.parent === path.basename(runFolder) && path.dirname(folder) === path.dirname(runFolder);
        return isOfSweep && manifest.point?.stage === 'search' && manifest.point.index === request.index;
      });
      if (own !== undefined) await vscode.commands.executeCommand('distillery.dropPoint', { folder: own.folder });
      break;
    }
    case 'do':
      if (request.action === 'export')
        await vscode.commands.executeCommand('distillery.exportRun', { folder: runFolder });
      else if (request.action === 'retryFailed' || request.action === 'addPoints')
        await vscode.commands.executeCommand(`distillery.${request.action}`, { folder: runFolder });
      else await runActions(runFolder).perform(request.action);
      break;
  }
}

import * as vscode from 'vscode';
import { LiveFeed } from '../../panel/live/live-feed';
import { readFromLive } from '../../panel/messages';
import { showPage } from '../page';
import type { RunStore } from '../run-store';

/** Fills the view with its page, and feeds that while it is shown. */
export function showLive(view: vscode.WebviewView, extensionUri: vscode.Uri, store: RunStore): void {
  const { webview } = view;
  const feed = new LiveFeed((message) => webview.postMessage(message));
  const listening = [
    webview.onDidReceiveMessage((message: unknown) => {
      const request = readFromLive(message);
      if (request === undefined) console.warn('Distillery: a message that the live view does not send was ignored.');
      else if (request.type === 'ready') void feed.show(store.runs);
      else void open(request.runId, store);
    }),
    store.onDidChange(({ runs }) => {
      if (view.visible) void feed.show(runs);
    }),
    view.onDidChangeVisibility(() => {
      // A view that is shown again is rebuilt and sends `ready`.
      if (!view.visible) feed.stop();
    }),
  ];
  view.onDidDispose(() => {
    feed.stop();
    vscode.Disposable.from(...listening).dispose();
  });
  showPage(webview, extensionUri, 'live');
}

async function open(runId: string, store: RunStore): Promise<void> {
  const run = store.runs.find(({ id }) => id === runId);
  if (run !== undefined) await vscode.commands.executeCommand('distillery.openRunPanel', { folder: run.folder });
}

import * as vscode from 'vscode';
import { showPage } from '../page';
import type { RunStore } from '../run-store';

/** Id of the view, as in package.json. */
const viewId = 'distillery.live';

/**
 * Registers the small live view of active runs, for the side bar or the bottom panel. Its modules are loaded when it is first
 * shown; while it is hidden VS Code drops its page and no log is read for it.
 */
export function registerLiveView({ extensionUri }: vscode.ExtensionContext, store: RunStore): vscode.Disposable {
  return vscode.window.registerWebviewViewProvider(viewId, {
    resolveWebviewView: (view) => resolve(view, extensionUri, store),
  });
}

async function resolve(view: vscode.WebviewView, extensionUri: vscode.Uri, store: RunStore): Promise<void> {
  const [{ LiveFeed }, { readFromLive }] = await Promise.all([
    import('../../panel/live/live-feed'),
    import('../../panel/messages'),
  ]);
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

import * as vscode from 'vscode';
import type { Host } from '../commands';

/** Id of the view, as in package.json. */
const viewId = 'distillery.live';

/**
 * Registers the small live view of active runs, for the side bar or the bottom panel. Its modules are loaded when it is first
 * shown; while it is hidden VS Code drops its page and no log is read for it.
 */
export function registerLiveView({ context, store }: Host): vscode.Disposable {
  return vscode.window.registerWebviewViewProvider(viewId, {
    async resolveWebviewView(view) {
      store.begin();
      (await import('./show-live')).showLive(view, context.extensionUri, store);
    },
  });
}

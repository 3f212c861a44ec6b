import * as vscode from 'vscode';
import type { RunStore } from '../run-store';

/** Id of the view, as in package.json. */
const viewId = 'distillery.live';

/**
 * Registers the small live view of active runs, for the side bar or the bottom panel. Its modules are loaded when it is first
 * shown; while it is hidden VS Code drops its page and no log is read for it.
 */
export function registerLiveView({ extensionUri }: vscode.ExtensionContext, store: RunStore): vscode.Disposable {
  return vscode.window.registerWebviewViewProvider(viewId, {
    resolveWebviewView: async (view) => (await import('./show-live')).showLive(view, extensionUri, store),
  });
}

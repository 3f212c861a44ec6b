import * as vscode from 'vscode';

/** Named in package.json too: `onWebviewPanel:distillery.run` starts the extension when a window comes back. */
export const viewType = 'distillery.run';

/** Brings the panels back that were open when the window was closed or loaded anew. */
export function registerRunPanels({ extensionUri }: vscode.ExtensionContext): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, kept: unknown) {
      // What a panel needs is loaded with the first one: activation does not wait for it.
      const { restoreRunPanel } = await import('./run-panel');
      restoreRunPanel(panel, kept, extensionUri);
    },
  });
}

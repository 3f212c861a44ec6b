import * as vscode from 'vscode';
import { viewType } from './view-type';

/** Brings the panels back that were open when the window was closed or loaded anew. */
export function registerRunPanels({ extensionUri }: vscode.ExtensionContext): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, kept: unknown) {
      // The panel's modules are loaded with the first panel: activation must not wait for them.
      const { restoreRunPanel } = await import('./run-panel');
      restoreRunPanel(panel, kept, extensionUri);
    },
  });
}

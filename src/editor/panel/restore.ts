import * as vscode from 'vscode';
import { viewType } from './view-type';

/** Registers the serializer that restores run panels after the window closes or reloads. */
export function registerRunPanels({ extensionUri }: vscode.ExtensionContext): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, kept: unknown) {
      // The panel's modules are loaded with the first panel: activation must not wait for them.
      const { restoreRunPanel } = await import('./run-panel');
      restoreRunPanel(panel, kept, extensionUri);
    },
  });
}

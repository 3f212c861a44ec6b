import * as vscode from 'vscode';
import type { Host } from '../commands';
import { panelMemory } from './panel-memory';
import { viewType } from './view-type';

/** Registers the serializer that restores run panels after the window closes or reloads. */
export function registerRunPanels(host: Host): vscode.Disposable {
  panelMemory.keepIn(host.context.workspaceState);
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, kept: unknown) {
      host.store.begin();
      // The panel's modules are loaded with the first panel: activation must not wait for them.
      const { restoreRunPanel } = await import('./run-panel');
      restoreRunPanel(panel, kept, host);
    },
  });
}

import * as vscode from 'vscode';
import { registerCommands, type Host } from '../commands';
import { tableViewType } from './view-type';

/** Registers the runs table: its command, and its return after the window reloads. Its modules are loaded with the first one. */
export function registerRunsTable(host: Host): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommands(host, {
      openRunsTable: async () => (await import('./table-panel')).openRunsTable(host),
    }),
    vscode.window.registerWebviewPanelSerializer(tableViewType, {
      async deserializeWebviewPanel(panel) {
        host.store.begin();
        (await import('./table-panel')).restoreRunsTable(host, panel);
      },
    }),
  );
}

import type * as vscode from 'vscode';
import {
  registerCommands,
  registerComparisons,
  registerDiagnostics,
  registerOutcomes,
  registerProviders,
  registerRunPanels,
  registerRunsView,
  registerStatusBar,
  RunStore,
} from './editor';

/** Starts the editor's parts; everything is disposed with the extension. */
export function activate(context: vscode.ExtensionContext): void {
  const store = new RunStore();
  context.subscriptions.push(
    store,
    registerCommands(context, store),
    registerComparisons(store),
    registerRunsView(store),
    registerRunPanels(context),
    registerStatusBar(store),
    registerOutcomes(store),
    registerProviders(store),
    registerDiagnostics(store),
  );
  // Not waited for: activation must not hang on a slow disk.
  setImmediate(() => void store.refresh());
}

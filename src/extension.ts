import type * as vscode from 'vscode';
import {
  createOutput,
  registerCommands,
  registerComparisons,
  registerDiagnostics,
  registerLiveView,
  registerOutcomes,
  registerProviders,
  registerQueue,
  registerRunLog,
  registerRunPanels,
  registerRunsView,
  registerStatusBar,
  RunStore,
} from './editor';

/** Starts the editor's parts; everything is disposed with the extension. */
export function activate(context: vscode.ExtensionContext): void {
  const store = new RunStore();
  const output = createOutput();
  context.subscriptions.push(
    store,
    output,
    registerRunLog(store, output),
    registerQueue(context, store, output),
    registerCommands(context, store, output),
    registerComparisons(store),
    registerRunsView(store),
    registerRunPanels(context),
    registerLiveView(context, store),
    registerStatusBar(store),
    registerOutcomes(store),
    registerProviders(store),
    registerDiagnostics(store),
  );
  // Not waited for: activation must not hang on a slow disk.
  setImmediate(() => void store.refresh());
}

import type * as vscode from 'vscode';
import {
  createOutput,
  registerAgents,
  registerCache,
  registerComparisons,
  registerConfigCommands,
  registerDiagnostics,
  registerExport,
  registerFirstMinutes,
  registerStudents,
  registerLiveView,
  registerOutcomes,
  registerPanelCommands,
  registerProviders,
  registerQueue,
  registerReporting,
  registerRunFiles,
  registerRunning,
  registerRunPanels,
  registerRunsTable,
  registerRunsView,
  registerStatusBar,
  registerTerminal,
  RunStore,
} from './editor';

/** Registers the editor's features, each with its commands; everything is disposed with the extension. */
export function activate(context: vscode.ExtensionContext): void {
  const store = new RunStore(context.workspaceState);
  const output = createOutput();
  const host = { context, store, output };
  const features = [registerRunning, registerPanelCommands, registerConfigCommands, registerComparisons];
  const aboutRuns = [
    registerReporting,
    registerRunFiles,
    registerExport,
    registerStudents,
    registerCache,
    registerAgents,
    registerTerminal,
    registerFirstMinutes,
  ];
  context.subscriptions.push(
    store,
    output,
    ...[...features, ...aboutRuns].map((register) => register(host)),
    registerQueue(context, store, output),
    registerRunsTable(host),
    registerRunsView(store),
    registerRunPanels(host),
    registerLiveView(context, store),
    registerStatusBar(store),
    registerOutcomes(store),
    registerProviders(host),
    registerDiagnostics(store),
  );
  // Not waited for: activation must not hang on a slow disk.
  setImmediate(() => void store.refresh());
}

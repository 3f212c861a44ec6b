import type * as vscode from 'vscode';
import {
  registerDiagnostics,
  registerProviders,
  registerRunCommands,
  registerRunningCommands,
  registerRunPanels,
  RunsView,
} from './editor';

/** Starts the editor's parts; everything is disposed with the extension. */
export function activate(context: vscode.ExtensionContext): void {
  const view = new RunsView();
  context.subscriptions.push(
    view,
    registerRunCommands(view),
    registerRunningCommands(context),
    registerRunPanels(context),
    registerProviders(),
    registerDiagnostics(),
  );
}

import type * as vscode from 'vscode';
import {
  registerAgents,
  registerCache,
  registerComparisons,
  registerConfigCommands,
  registerExport,
  registerFirstMinutes,
  registerFirstUse,
  registerLiveView,
  registerOutcomes,
  registerPanelCommands,
  registerQueue,
  registerReporting,
  registerRunFiles,
  registerRunning,
  registerRunPanels,
  registerRunsTable,
  registerRunsView,
  registerStatusBar,
  registerStudents,
  registerTerminal,
  Services,
} from './editor';

/** Features in the order in which they are registered; each is loaded when it is first used. */
const features = [
  registerRunning,
  registerPanelCommands,
  registerConfigCommands,
  registerComparisons,
  registerReporting,
  registerRunFiles,
  registerExport,
  registerStudents,
  registerCache,
  registerAgents,
  registerTerminal,
  registerFirstMinutes,
  registerQueue,
  registerRunsTable,
  registerRunsView,
  registerRunPanels,
  registerLiveView,
  registerStatusBar,
  registerOutcomes,
  registerFirstUse,
];

/** Registers the editor's features; everything is disposed with the extension. */
export function activate(context: vscode.ExtensionContext): void {
  const services = new Services(context);
  context.subscriptions.push(services, ...features.map((register) => register(services)));
}

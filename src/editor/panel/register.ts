import type * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import { registerCommands, type Host } from '../commands';
import { anyRun, onRun } from '../choose-run';
import { isActive } from '../run-store';

/** The commands that open a run's panel. */
export function registerPanelCommands(host: Host): vscode.Disposable {
  const open = async ({ folder }: RunSummary): Promise<void> => {
    const { openRunPanel } = await import('./run-panel');
    openRunPanel(host.context.extensionUri, folder, host.store.runs);
  };
  return registerCommands(host, {
    openRunPanel: onRun(host, anyRun('Open Run Panel'), open),
    showRunning: onRun(host, { title: 'Running', fits: isActive, none: 'no run is active' }, open),
  });
}

import type * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import { registerCommands, type Host } from '../commands';
import { anyRun, onRun } from '../run-commands';
import { isActive } from '../is-active';

/** Time in ms between the two clicks of a double click, at most; VS Code runs a row's command for each. */
const doubleClickMs = 500;

/** The commands that open a run's panel. */
export function registerPanelCommands(host: Host): vscode.Disposable {
  const open = async ({ folder }: RunSummary): Promise<void> => {
    const { openRunPanel } = await import('./run-panel');
    openRunPanel(host, folder);
  };
  let last = { folder: '', at: -Infinity };
  return registerCommands(host, {
    openRunPanel: onRun(host, anyRun('Open Run Panel'), open),
    showRunning: onRun(host, { title: 'Running', fits: isActive, none: 'no run is active' }, open),
    previewRun: onRun(host, anyRun('Open Run Panel'), async ({ folder }) => {
      const isDoubleClick = last.folder === folder && performance.now() - last.at < doubleClickMs;
      last = { folder, at: performance.now() };
      const { openRunPanel } = await import('./run-panel');
      openRunPanel(host, folder, { use: isDoubleClick ? 'kept' : 'preview' });
    }),
  });
}

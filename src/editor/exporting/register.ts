import type * as vscode from 'vscode';
import { registerCommands, type Host } from '../commands';
import { anyRun, hasManifest, onRuns } from '../run-commands';

/** Registers the command that exports a run, or several as one page. */
export function registerExport(host: Host): vscode.Disposable {
  return registerCommands(host, {
    exportRun: onRuns(host, anyRun('Export Run', hasManifest), async (runs) =>
      (await import('./export')).exportChosen(runs, host.context.asAbsolutePath('dist/sweep-report.js')),
    ),
  });
}

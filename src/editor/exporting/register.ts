import type * as vscode from 'vscode';
import { registerCommands, type Host } from '../commands';
import { anyRun, hasManifest, onRun } from '../choose-run';

/** Registers the command that exports a run. */
export function registerExport(host: Host): vscode.Disposable {
  return registerCommands(host, {
    exportRun: onRun(host, anyRun('Export Run', hasManifest), async (run) =>
      (await import('./export')).exportChosen(run, host.context.asAbsolutePath('dist/sweep-report.js')),
    ),
  });
}

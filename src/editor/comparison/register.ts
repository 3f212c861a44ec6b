import * as vscode from 'vscode';
import { registerCommands, type Host } from '../commands';
import { anyRun, hasManifest, onRun } from '../choose-run';
import { registerComparisonPage } from './comparison';

/** Registers the command that compares two runs, and its page. */
export function registerComparisons(host: Host): vscode.Disposable {
  return vscode.Disposable.from(
    registerComparisonPage(host.store),
    registerCommands(host, {
      compareRuns: onRun(host, anyRun('Compare Runs', hasManifest), async (run) =>
        (await import('./compare-with')).compareWith(host, run),
      ),
    }),
  );
}

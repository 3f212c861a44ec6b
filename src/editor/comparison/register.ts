import type * as vscode from 'vscode';
import { registerCommands, type Host } from '../commands';
import { hasManifest, onRuns } from '../run-commands';
import type { ChoiceOptions } from '../run-choice';

/** Registers the command that compares runs. */
export function registerComparisons(host: Host): vscode.Disposable {
  return registerCommands(host, {
    compareRuns: onRuns(host, comparable, async (runs) => (await import('./compare-with')).compareRuns(host, runs)),
  });
}

const comparable: ChoiceOptions = {
  title: 'Compare Runs',
  fits: (run) => hasManifest(run) && run.manifest?.kind !== 'sweep',
  none: 'there is no run yet that could be compared: open a config and press ▶ Run',
};

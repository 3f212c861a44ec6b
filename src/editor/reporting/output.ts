import * as vscode from 'vscode';
import type { Host } from '../commands';

/** Creates the log output channel; its level is set in VS Code, as for every log channel. */
export function createOutput(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Distillery', { log: true });
}

/** Logs each change of a run's status in the output channel: a failed or lost run as a warning. */
export function registerRunLog(host: Host): vscode.Disposable {
  const known = new Map<string, string>();
  return host.store.onDidChange(
    ({ runs }) => void import('./log-runs').then(({ logRuns }) => logRuns(runs, known, host.output)),
  );
}

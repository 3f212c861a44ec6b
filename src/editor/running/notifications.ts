import type * as vscode from 'vscode';
import type { Host } from '../commands';

/** Notifies of runs that have ended. */
export function registerOutcomes({ store }: Host): vscode.Disposable {
  return store.onDidChange(({ ended }) => {
    if (ended.length > 0) void import('./announce').then(({ announce }) => ended.forEach((run) => void announce(run)));
  });
}

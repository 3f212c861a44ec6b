import type * as vscode from 'vscode';
import { registerCommands, type Host } from '../commands';

/** Registers the commands that clear the workspace's caches, and checkpoints of its runs. */
export function registerCache(host: Host): vscode.Disposable {
  return registerCommands(host, {
    clearCheckpoints: async () => {
      // A run that has just ended counts too.
      await host.store.refresh();
      await (await import('./clear-checkpoints')).clearCheckpoints(host.store.runs);
    },
    clearCaches: async () => (await import('./clear-cache')).clearCaches(),
  });
}

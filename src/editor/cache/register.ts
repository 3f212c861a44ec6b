import type * as vscode from 'vscode';
import { registerCommands, type Host } from '../commands';

/** Registers the command that clears the workspace's caches. */
export function registerCache(host: Host): vscode.Disposable {
  return registerCommands(host, {
    clearCaches: async () => (await import('./clear-cache')).clearCaches(),
  });
}

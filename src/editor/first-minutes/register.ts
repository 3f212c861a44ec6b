import * as vscode from 'vscode';
import { registerCommands, type Host } from '../commands';
import { sampleKey } from './sample-key';

/** Registers the sample folder, and opens its config in the window that was opened for it. */
export function registerFirstMinutes(host: Host): vscode.Disposable {
  const { globalState } = host.context;
  const wanted = globalState.get<string>(sampleKey);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === wanted);
  if (folder !== undefined) {
    void globalState.update(sampleKey, undefined);
    setImmediate(() => void import('./sample').then(({ showSample }) => showSample(folder.uri)));
  }
  return registerCommands(host, {
    openSample: async () => (await import('./sample')).openSample(globalState),
  });
}

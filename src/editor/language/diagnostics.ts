import * as vscode from 'vscode';
import { isConfig } from './selector';

/** Shows the problems of every open config as it is typed. */
export function registerDiagnostics(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('distillery');
  const check = async (document: vscode.TextDocument): Promise<void> => {
    if (!isConfig(document)) return;
    const { version } = document;
    // Loaded with the first config: activation does not wait for it.
    const { problemsOf } = await import('./problems');
    if (document.version === version && !document.isClosed) collection.set(document.uri, problemsOf(document));
  };
  vscode.workspace.textDocuments.forEach((document) => void check(document));
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument((document) => void check(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => void check(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      collection.delete(uri);
    }),
  );
}

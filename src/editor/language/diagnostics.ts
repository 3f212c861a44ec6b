import * as vscode from 'vscode';
import { checkConfig, type Problem } from '../../config';
import { isConfig, parseDocument, toRange } from './document';

const severities: Readonly<Record<Problem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Shows the problems of every open config as it is typed. */
export function registerDiagnostics(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('distillery');
  const check = (document: vscode.TextDocument): void => {
    if (!isConfig(document)) return;
    const problems = checkConfig(parseDocument(document));
    collection.set(
      document.uri,
      problems.map((problem) => {
        const { message, severity, code } = problem;
        const diagnostic = new vscode.Diagnostic(toRange(document, problem), message, severities[severity]);
        diagnostic.source = 'distillery';
        diagnostic.code = code;
        return diagnostic;
      }),
    );
  };
  vscode.workspace.textDocuments.forEach(check);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
  );
}

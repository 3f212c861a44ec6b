import * as vscode from 'vscode';
import { checkConfig, type Problem } from '../../config';
import { parseDocument, toRange } from './document';

const severities: Readonly<Record<Problem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** The problems of a config as the editor shows them. */
export function problemsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  return checkConfig(parseDocument(document)).map((problem) => {
    const { message, severity, code } = problem;
    const diagnostic = new vscode.Diagnostic(toRange(document, problem), message, severities[severity]);
    diagnostic.source = 'distillery';
    diagnostic.code = code;
    return diagnostic;
  });
}

import * as vscode from 'vscode';
import type { Problem, ProblemCode } from '../../../config';
import { problemsWith } from '../../../running';
import { parseDocument, toRange } from '../../document/document';
import { isSaidByYaml } from '../../document/yaml-extension';
import { explanationOf } from './explanations';
import { knownReferences } from './known-references';

/** Problems about settings without effect, which the editor fades. */
const isUnused: ReadonlySet<string> = new Set<ProblemCode>([
  'temperature-unused',
  'teacher-unused',
  'combine-unused',
  'control-unused',
  'train-unused',
]);

const severities: Readonly<Record<Problem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** The problems of a config's text, and of its references as they were last resolved. */
export function problemsOf(document: vscode.TextDocument): readonly Problem[] {
  return problemsWith(parseDocument(document), knownReferences(document));
}

/** Problems of a config as the editor shows them, without those that the YAML extension says. */
export function diagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  const own = problemsOf(document).filter(({ code }) => !isSaidByYaml(document, code));
  return own.map((problem) => {
    const { message, severity, code } = problem;
    const diagnostic = new vscode.Diagnostic(toRange(document, problem), message, severities[severity]);
    diagnostic.source = 'distillery';
    diagnostic.code = { value: code, target: explanationOf(code) };
    if (isUnused.has(code)) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
    return diagnostic;
  });
}

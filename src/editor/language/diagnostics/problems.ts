import * as vscode from 'vscode';
import { checkConfig, checkReferences, type Problem, type ProblemCode } from '../../../config';
import { parseDocument, toRange } from '../document/document';
import { explanationOf } from './explanations';
import { isSaidByYaml } from '../document/yaml-extension';
import { referencesOf } from './resolve-references';

/** Settings without effect are shown faded. */
const isUnused: ReadonlySet<string> = new Set<ProblemCode>([
  'temperature-unused',
  'teacher-unused',
  'combine-unused',
  'train-unused',
]);

const severities: Readonly<Record<Problem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** The problems of a config: those of its text and those of its references as last resolved. */
export function problemsOf(document: vscode.TextDocument): readonly Problem[] {
  const parsed = parseDocument(document);
  const ofReferences = checkReferences(parsed, referencesOf(document));
  return ofReferences.length === 0 ? checkConfig(parsed) : [...checkConfig(parsed), ...ofReferences];
}

/** The same as the editor shows them, without those that the YAML extension says. */
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

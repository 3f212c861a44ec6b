import * as vscode from 'vscode';
import type { ProblemCode } from '../../config';

const yamlExtension = 'redhat.vscode-yaml';

/** Help that the YAML extension gives for a document, by the names of its own settings. */
type Help = 'completion' | 'hover' | 'validate';

/**
 * Whether the YAML extension, which package.json offers the schema to, helps with a document: then what it takes from the
 * schema is not said a second time.
 */
export function isHelping(document: vscode.TextDocument, help: Help): boolean {
  if (document.languageId !== 'yaml' || vscode.extensions.getExtension(yamlExtension) === undefined) return false;
  return vscode.workspace.getConfiguration('yaml', document.uri).get<boolean>(help, true);
}

/** Tells when the YAML extension comes, goes or is set to help with other things. */
export function onYamlHelpChange(listener: () => void): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(listener),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('yaml')) listener();
    }),
  );
}

/** Codes of problems that the YAML extension finds by the schema. */
const schemaCodes: ReadonlySet<string> = new Set<ProblemCode>([
  'syntax',
  'alias',
  'duplicate-key',
  'unknown-key',
  'missing-key',
  'wrong-type',
  'invalid-value',
]);

/** Whether the YAML extension says a problem of a document. Its quick fixes stay ours: nobody else has them. */
export function isSaidByYaml(document: vscode.TextDocument, code: string): boolean {
  return schemaCodes.has(code) && isHelping(document, 'validate');
}

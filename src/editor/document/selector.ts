import * as vscode from 'vscode';

/** Selector of configs by their name: YAML configs stay with the language and the extension that YAML files have. */
export const configSelector: vscode.DocumentSelector = { pattern: '**/*.distill.{yaml,yml,json}' };

/** Whether a document is a config. */
export function isConfig(document: vscode.TextDocument): boolean {
  return vscode.languages.match(configSelector, document) > 0;
}

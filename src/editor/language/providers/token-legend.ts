import * as vscode from 'vscode';

/** The legend of configs' semantic tokens; known before the config language is loaded. */
export const tokenLegend = new vscode.SemanticTokensLegend(
  ['enumMember', 'number', 'namespace', 'function', 'variable', 'operator'],
  ['temperature'],
);

import * as vscode from 'vscode';

/** What the colours of configs are called; known before the config language is loaded. */
export const colourLegend = new vscode.SemanticTokensLegend(
  ['enumMember', 'number', 'namespace', 'function', 'variable', 'operator'],
  ['temperature'],
);

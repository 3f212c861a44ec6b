import * as vscode from 'vscode';
import { semanticTokensOf, type SemanticToken } from '../../../config';
import { parseDocument, toRange } from '../../document/document';
import { tokenLegend } from './token-legend';

/** The editor's token type for each kind, so that every theme has a colour for it. */
const tokenTypes: Readonly<Record<SemanticToken['kind'], readonly [type: string, ...modifiers: string[]]>> = {
  name: ['enumMember'],
  temperature: ['number', 'temperature'],
  source: ['namespace'],
  function: ['function'],
  variable: ['variable'],
  number: ['number'],
  operator: ['operator'],
};

/** The semantic tokens of a document. */
export function semanticTokens(document: vscode.TextDocument): vscode.SemanticTokens {
  const builder = new vscode.SemanticTokensBuilder(tokenLegend);
  for (const token of semanticTokensOf(parseDocument(document))) {
    const [type, ...modifiers] = tokenTypes[token.kind];
    builder.push(toRange(document, token), type, modifiers);
  }
  return builder.build();
}

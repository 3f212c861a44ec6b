import * as vscode from 'vscode';
import { coloursOf, type Colour } from '../../../config';
import { parseDocument, toRange } from '../document';
import { colourLegend } from './token-legend';

/** The editor's own word for each kind, so that every theme has a colour for it. */
const words: Readonly<Record<Colour['kind'], readonly [type: string, ...modifiers: string[]]>> = {
  name: ['enumMember'],
  temperature: ['number', 'temperature'],
  source: ['namespace'],
  function: ['function'],
  variable: ['variable'],
  number: ['number'],
  operator: ['operator'],
};

/** The colours of what in a config means more than its grammar shows. */
export function colours(document: vscode.TextDocument): vscode.SemanticTokens {
  const builder = new vscode.SemanticTokensBuilder(colourLegend);
  for (const colour of coloursOf(parseDocument(document))) {
    const [type, ...modifiers] = words[colour.kind];
    builder.push(toRange(document, colour), type, modifiers);
  }
  return builder.build();
}

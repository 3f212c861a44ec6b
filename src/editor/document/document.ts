import * as vscode from 'vscode';
import { languageOf, parseConfig, type Language, type ParsedConfig, type Range, type TextEdit } from '../../config';
import { lookUpFor } from './data-facts';

export function languageOfDocument(document: vscode.TextDocument): Language {
  return languageOf(document.uri.path);
}

/** Parses a document with what is known of its data; parsing never fails. */
export function parseDocument(document: vscode.TextDocument): ParsedConfig {
  return parseConfig(document.getText(), languageOfDocument(document), { lookUp: lookUpFor(document) });
}

/** Offsets as the editor's range. */
export function toRange(document: vscode.TextDocument, { start, end }: Range): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** Applies edits as one undo step. */
export async function applyTextEdits(document: vscode.TextDocument, edits: readonly TextEdit[]): Promise<boolean> {
  const change = new vscode.WorkspaceEdit();
  for (const edit of edits) change.replace(document.uri, toRange(document, edit), edit.newText);
  return vscode.workspace.applyEdit(change);
}

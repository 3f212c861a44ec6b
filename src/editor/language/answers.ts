import * as vscode from 'vscode';
import { completionAt, formatJson, hoverConfig } from '../../config';
import { languageOfDocument, toRange } from './document';
import { namesFor } from './names';

/** What can be written at a position. */
export async function complete(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const place = completionAt(document.getText(), languageOfDocument(document), document.offsetAt(position));
  if (place === undefined) return [];
  const { wanted } = place;
  const names = wanted === undefined ? [] : await namesFor(document, wanted);
  return place.complete(names).map((completion, index) => {
    const kind = completion.kind === 'key' ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.Value;
    const item = new vscode.CompletionItem(completion.label, kind);
    item.insertText = completion.insertText;
    item.range = toRange(document, completion);
    // The newest run comes first; the order of everything else is the editor's.
    if (wanted === 'runs') item.sortText = String(index).padStart(3, '0');
    if (completion.detail !== undefined) item.detail = completion.detail;
    if (completion.documentation !== undefined) {
      item.documentation = new vscode.MarkdownString(completion.documentation);
    }
    return item;
  });
}

/** What the key or value at a position means. */
export function hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
  const found = hoverConfig(document.getText(), languageOfDocument(document), document.offsetAt(position));
  return found && new vscode.Hover(new vscode.MarkdownString(found.markdown), toRange(document, found));
}

/** YAML keeps the formatter that the person has; JSON configs have a language of their own, and so their own. */
export function formatted(document: vscode.TextDocument, options: vscode.FormattingOptions): vscode.TextEdit[] {
  const newline = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const { tabSize, insertSpaces } = options;
  return formatJson(document.getText(), { tabSize, insertSpaces, newline }).map(
    (edit) => new vscode.TextEdit(toRange(document, edit), edit.newText),
  );
}

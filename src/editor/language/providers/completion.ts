import * as vscode from 'vscode';
import { completionAt, formatJson, hoverConfig, type Completion } from '../../../config';
import { lookUpFor } from '../../document/data-facts';
import { knownReferences } from '../diagnostics/known-references';
import { languageOfDocument, toRange } from '../../document/document';
import { dataFactsRequested } from '../../document/data-facts-events';
import { namesFor } from '../../document/names-on-disk';
import type { RunSummary } from '../../../runs';
import { paceOf } from './pace';

const completionKinds: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  block: vscode.CompletionItemKind.Snippet,
  file: vscode.CompletionItemKind.File,
  run: vscode.CompletionItemKind.Reference,
};

/** A completion in the editor's list; its documentation is made when it is shown. */
class OfferedItem extends vscode.CompletionItem {
  constructor(
    document: vscode.TextDocument,
    readonly completion: Completion,
    index: number,
  ) {
    super(completion.label, completionKinds[completion.kind]);
    this.insertText = new vscode.SnippetString(completion.snippet);
    this.range = toRange(document, completion);
    // Required keys and the newest run come first.
    this.sortText = String(index).padStart(4, '0');
    if (completion.detail !== undefined) this.detail = completion.detail;
    if (completion.isOpen) this.command = { title: 'Suggest', command: 'editor.action.triggerSuggest' };
  }
}

/** The completions at a position. */
export async function complete(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const place = completionAt(document.getText(), languageOfDocument(document), document.offsetAt(position));
  if (place === undefined) return [];
  const { wanted } = place;
  const names = wanted === undefined ? [] : await namesFor(document, wanted);
  return place.complete(names).map((completion, index) => new OfferedItem(document, completion, index));
}

/** The same item with its documentation. */
export function resolveCompletion(item: vscode.CompletionItem): vscode.CompletionItem {
  const text = item instanceof OfferedItem ? item.completion.document?.() : undefined;
  if (text !== undefined) item.documentation = new vscode.MarkdownString(text);
  return item;
}

/** Keys of a config whose hovers tell of files, which may have changed unseen. */
const restOnFiles: ReadonlySet<string> = new Set(['data', 'teacher', 'student']);

/** The hover of the key or value at a position, by what is known of files; they are looked at again. */
export function hover(
  document: vscode.TextDocument,
  position: vscode.Position,
  runs: readonly RunSummary[],
): vscode.Hover | undefined {
  const offset = document.offsetAt(position);
  const references = knownReferences(document);
  const found = hoverConfig(
    document.getText(),
    languageOfDocument(document),
    offset,
    lookUpFor(document),
    (name) => references.file(name),
    (config) => paceOf(document, runs, config),
  );
  if (found === undefined) return undefined;
  if (restOnFiles.has(found.path[0] ?? '')) dataFactsRequested.fire(document);
  return new vscode.Hover(new vscode.MarkdownString(found.markdown), toRange(document, found));
}

/** YAML keeps the formatter that the person has; JSON configs have a language of their own, and so their own. */
export function formatted(document: vscode.TextDocument, options: vscode.FormattingOptions): vscode.TextEdit[] {
  const newline = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const { tabSize, insertSpaces } = options;
  return formatJson(document.getText(), { tabSize, insertSpaces, newline }).map(
    (edit) => new vscode.TextEdit(toRange(document, edit), edit.newText),
  );
}

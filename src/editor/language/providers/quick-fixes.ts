import * as vscode from 'vscode';
import { fixAll, fixesFor, type TextEdit } from '../../../config';
import { lookUpFor } from '../../document/data-facts';
import { languageOfDocument, parseDocument, toRange } from '../../document/document';
import { problemsOf } from '../diagnostics/problems';

/** The kind of the action that mends everything at once; `editor.codeActionsOnSave` can name it. */
const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('distillery');

/** Problems in a range whose fixes are tried: each trial reads the whole text. */
const maxProblems = 20;

/** The quick fixes of the problems in a range or, on request, of all of them at once. */
export function actions(
  document: vscode.TextDocument,
  range: vscode.Range,
  { only, diagnostics }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  if (only?.contains(fixAllKind) === true) return fixAllAction(document);
  if (only?.contains(vscode.CodeActionKind.QuickFix) === false) return [];
  const parsed = parseDocument(document);
  const here = problemsOf(document).filter((problem) => toRange(document, problem).intersection(range) !== undefined);
  return here.slice(0, maxProblems).flatMap((problem) => {
    const shown = diagnostics.filter(({ source, message }) => source === 'distillery' && message === problem.message);
    return fixesFor(parsed, problem).map(({ title, isPreferred, edits }) => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.edit = changeOf(document, edits);
      action.isPreferred = isPreferred;
      action.diagnostics = shown;
      return action;
    });
  });
}

function fixAllAction(document: vscode.TextDocument): vscode.CodeAction[] {
  const { edits, isPartial } = fixAll(document.getText(), languageOfDocument(document), {
    lookUp: lookUpFor(document),
  });
  if (edits.length === 0) return [];
  const title = isPartial
    ? 'Fix the first problems that have one likely fix (too many or too large a file for all)'
    : 'Fix all problems that have one likely fix';
  const action = new vscode.CodeAction(title, fixAllKind);
  action.edit = changeOf(document, edits);
  return [action];
}

function changeOf(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const change = new vscode.WorkspaceEdit();
  for (const edit of edits) change.replace(document.uri, toRange(document, edit), edit.newText);
  return change;
}

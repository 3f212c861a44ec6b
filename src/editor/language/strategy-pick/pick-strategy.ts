import * as vscode from 'vscode';
import { applyEdits, lensAnchors, setStrategyEdits, strategyAt } from '../../../config';
import { strategies } from '../../../distillation';
import type { Host } from '../../commands';
import { openPreview } from '../../preview/preview-panel';
import { applyTextEdits, languageOfDocument, toRange } from '../../document/document';
import { TextTrial } from './text-trial';

export interface StrategyChoice {
  /** The strategy; the person is asked where it is absent. */
  readonly name?: string;
  /** The path of the temperature; that at the cursor when absent. */
  readonly path?: readonly string[];
}

/**
 * Lets the person choose a temperature strategy and writes it into the config. While they choose, each is seen in the text
 * and drawn beside it. Throws a sentence when the text cannot be changed.
 */
export async function pickTemperatureStrategy(
  host: Pick<Host, 'context' | 'store'>,
  document: vscode.TextDocument,
  { name, path: given }: StrategyChoice = {},
): Promise<void> {
  if (name !== undefined) {
    const edits = setStrategyEdits(document.getText(), languageOfDocument(document), name, given);
    await applyTextEdits(document, edits);
    return;
  }
  const editor = await vscode.window.showTextDocument(document, columnOf(document));
  const path = given ?? pathAtCursor(editor);
  const trial = new TextTrial(editor);
  const { isNew, preview } = openPreview(host, document);
  const textOf = (strategy: string): string =>
    applyEdits(trial.before, setStrategyEdits(trial.before, languageOfDocument(document), strategy, path));
  preview.standBehindPick(true);
  revealTemperature(editor, path);
  const current = strategyAt(trial.before, languageOfDocument(document), path);
  try {
    const chosen = await choose(path, current, (strategy) => void trial.show(textOf(strategy)));
    if (chosen === undefined || chosen === current) await trial.drop();
    else if (textOf(chosen) === trial.before) throw new Error(cannotWrite(path));
    else await trial.keep(textOf(chosen));
  } finally {
    if (isNew) preview.dispose();
    else preview.standBehindPick(false);
  }
}

const cannotWrite = (path: readonly string[]): string =>
  `the config has errors, so ${path.join('.')} could not be changed; mend them first`;

/** The column in which a document is seen already, so that it is not opened twice. */
function columnOf(document: vscode.TextDocument): vscode.TextDocumentShowOptions {
  const seen = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  return seen?.viewColumn === undefined ? {} : { viewColumn: seen.viewColumn };
}

/** The temperature on the cursor's line or the last one before it. */
function pathAtCursor({ document, selection }: vscode.TextEditor): readonly string[] {
  const end = document.offsetAt(document.lineAt(selection.active.line).range.end);
  const found = lensAnchors(document.getText(), languageOfDocument(document)).flatMap((anchor) =>
    anchor.kind === 'temperature' ? [anchor] : [],
  );
  const at = found.findLast(({ start }) => start <= end) ?? found[0];
  return at?.path ?? ['temperature'];
}

/** In the middle, below the pick. */
function revealTemperature(editor: vscode.TextEditor, path: readonly string[]): void {
  const { document } = editor;
  const anchor = lensAnchors(document.getText(), languageOfDocument(document)).find(
    (one) => one.kind === 'temperature' && one.path.join('.') === path.join('.'),
  );
  if (anchor !== undefined) editor.revealRange(toRange(document, anchor), vscode.TextEditorRevealType.InCenter);
}

interface StrategyItem extends vscode.QuickPickItem {
  readonly strategy?: string;
}

/** Groups of the pick, by the input that decides the temperature. */
const groups = [
  ['time', 'by time'],
  ['sample', 'by sample'],
  ['class', 'by class'],
  ['learnt', 'learnt with the student'],
] as const;

function itemsFor(current: string | undefined): StrategyItem[] {
  return groups.flatMap(([dependsOn, label]) => [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...strategies
      .filter((strategy) => strategy.dependsOn === dependsOn)
      .map(({ name, helps }) => ({
        ...{ label: name, detail: helps, strategy: name },
        ...(name === current ? { description: 'as written' } : {}),
      })),
  ]);
}

/** Shows the strategies; `onMove` hears of each that is looked at. Gives the chosen one, undefined when the pick is left. */
function choose(
  path: readonly string[],
  current: string | undefined,
  onMove: (strategy: string) => void,
): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<StrategyItem>();
  const owner = path.length > 1 ? ` of ${path.slice(0, -1).join('.')}` : '';
  pick.title = `Temperature strategy${owner}`;
  pick.placeholder = 'Each is shown in the file and drawn beside it; Escape restores the file';
  pick.matchOnDetail = true;
  pick.items = itemsFor(current);
  pick.activeItems = pick.items.filter(({ strategy }) => strategy !== undefined && strategy === current);
  return new Promise((resolve) => {
    let chosen: string | undefined;
    pick.onDidChangeActive(([item]) => {
      if (item?.strategy !== undefined) onMove(item.strategy);
    });
    pick.onDidAccept(() => {
      chosen = pick.activeItems[0]?.strategy;
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(chosen);
    });
    pick.show();
  });
}

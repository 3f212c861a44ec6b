import * as vscode from 'vscode';
import { temperatureSweepEdits, type TemperatureSweep } from '../../config';
import { applyTextEdits, languageOfDocument, parseDocument, toRange } from '../document/document';

const choices: readonly (vscode.QuickPickItem & { readonly kindOfSweep: TemperatureSweep })[] = [
  {
    kindOfSweep: 'grid',
    label: 'Grid',
    description: 'each of some temperatures, over three seeds',
    detail: 'A constant T of 1, 2, 4, 8 and 20, or those of a strategy, halved and doubled',
  },
  {
    kindOfSweep: 'tpe',
    label: 'Tune',
    description: 'sixty runs, near the best ones so far',
    detail: 'A constant T from 1 to 20, or all temperatures of a strategy, by TPE',
  },
];

/** Lets the person choose a kind of sweep over the temperature and writes it into a config. Throws a sentence when it cannot be. */
export async function sweepTemperature(document: vscode.TextDocument): Promise<void> {
  const title = 'Sweep Temperature';
  const chosen = await vscode.window.showQuickPick(choices, {
    title,
    placeHolder: 'Choose how temperatures are tried',
  });
  if (chosen === undefined) return;
  const edits = temperatureSweepEdits(document.getText(), languageOfDocument(document), chosen.kindOfSweep);
  await applyTextEdits(document, edits);
  const place = parseDocument(document).rangeOf(['sweep']);
  const editor = await vscode.window.showTextDocument(document, { preserveFocus: false });
  if (place === undefined) return;
  const range = toRange(document, place);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

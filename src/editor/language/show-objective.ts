import path from 'node:path';
import * as vscode from 'vscode';
import { countedClasses, settingsOf } from '../../config';
import { emitObjective } from '../../emit';
import { parseDocument } from '../document/document';

/** Opens the objective of a config as an untitled Python document beside it. Throws a sentence when it cannot be written. */
export async function showObjective(document: vscode.TextDocument): Promise<void> {
  const { config, facts } = parseDocument(document);
  const name = path.basename(document.uri.path);
  if (config === undefined) throw new Error(`${name} has mistakes; correct them to see its objective`);
  const about = { name, classCounts: countedClasses(config, facts), hasMeasures: true };
  const content = emitObjective(settingsOf(config), about);
  const page = await vscode.workspace.openTextDocument({ language: 'python', content });
  await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: false });
}

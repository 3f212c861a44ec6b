import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { countedClasses, objectiveOfScript, settingsOf } from '../../config';
import type * as Emit from '../../emit';
import { parseDocument } from '../document/document';

/**
 * Opens the objective of a config as an untitled Python document beside it. `bundle`: the file that writes it, which is read
 * when it is first wanted. Throws a sentence when the objective cannot be written.
 */
export async function showObjective(document: vscode.TextDocument, bundle: string): Promise<void> {
  const { config, script, facts } = parseDocument(document);
  const name = path.basename(document.uri.path);
  if (config === undefined && script === undefined)
    throw new Error(`${name} has mistakes; correct them to see its objective`);
  const settings = config === undefined ? script && objectiveOfScript(script) : settingsOf(config);
  if (settings === undefined)
    throw new Error(`${name} runs a script and has no temperature, so its objective is the script's own`);
  const about = { name, classCounts: config && countedClasses(config, facts), hasMeasures: true };
  const { emitObjective } = createRequire(bundle)(bundle) as typeof Emit;
  const content = emitObjective(settings, about);
  const page = await vscode.workspace.openTextDocument({ language: 'python', content });
  await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: false });
}

import * as vscode from 'vscode';
import { setStrategyEdits, starterConfig, type Language } from '../../config';
import { strategies } from '../../distillation';
import { applyTextEdits, languageOfDocument } from './document';

/** The config that a command was called for: the given one, or the one in the active editor. */
export async function configDocument(uri: vscode.Uri | undefined): Promise<vscode.TextDocument> {
  const chosen = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (chosen === undefined) throw new Error('open a *.distill.yaml or *.distill.json file first');
  return vscode.workspace.openTextDocument(chosen);
}

/** Lets the person choose a temperature strategy and writes it into the config. A name given skips the choice. */
export async function pickTemperatureStrategy(uri?: vscode.Uri, name?: string): Promise<void> {
  const document = await configDocument(uri);
  const items = strategies.map((strategy) => ({
    label: strategy.name,
    description: strategy.formula,
    detail: `${strategy.summary} ${strategy.helps}`,
  }));
  const options = { title: 'Temperature strategy', matchOnDescription: true };
  const chosen = name ?? (await vscode.window.showQuickPick(items, options))?.label;
  if (chosen === undefined) return;
  const edits = setStrategyEdits(document.getText(), languageOfDocument(document), chosen);
  await applyTextEdits(document, edits);
}

/** Opens a commented starter config beside the workspace's other files. */
export async function newConfig(): Promise<void> {
  const kinds: { label: string; description: string; content: 'distillation' | 'baseline'; language: Language }[] = [
    { label: 'Distillation (YAML)', description: 'a teacher and a student', content: 'distillation', language: 'yaml' },
    { label: 'Distillation (JSON)', description: 'a teacher and a student', content: 'distillation', language: 'json' },
    { label: 'Baseline (YAML)', description: 'the student alone', content: 'baseline', language: 'yaml' },
  ];
  const chosen = await vscode.window.showQuickPick(kinds, { title: 'New config' });
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (chosen === undefined) return;
  if (folder === undefined) throw new Error('open a folder first: a config is a file in it');
  const defaultUri = vscode.Uri.joinPath(folder.uri, `${chosen.content}.distill.${chosen.language}`);
  const target = await vscode.window.showSaveDialog({ defaultUri, title: 'New config' });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(starterConfig(chosen.content, chosen.language), 'utf8'));
  await vscode.window.showTextDocument(target);
}

import * as vscode from 'vscode';
import { starterConfig, type Language, type StarterKind } from '../../config';

/** The config that a command was called for: the given one, or the one in the active editor. */
export async function configDocument(uri: vscode.Uri | undefined): Promise<vscode.TextDocument> {
  const chosen = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (chosen === undefined) throw new Error('open a *.distill.yaml or *.distill.json file first');
  return vscode.workspace.openTextDocument(chosen);
}

/** Writes a commented starter config into the workspace's first folder, under a name that is free, and opens it. */
export async function newConfig(): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('open a folder first: a config is a file in it');
  const kinds = starters.flatMap(({ content, label, detail }) => [
    { label, detail, content, description: 'YAML', language: 'yaml' as const },
    { label, detail, content, description: 'JSON with comments', language: 'json' as const },
  ]);
  const chosen = await vscode.window.showQuickPick(kinds, { title: 'New Config', matchOnDescription: true });
  if (chosen === undefined) return;
  const target = await freeName(folder.uri, chosen.content, chosen.language);
  await vscode.workspace.fs.writeFile(target, Buffer.from(starterConfig(chosen.content, chosen.language), 'utf8'));
  await vscode.window.showTextDocument(target);
}

const starters: readonly { readonly content: StarterKind; readonly label: string; readonly detail: string }[] = [
  {
    content: 'distillation',
    label: 'Distillation',
    detail: 'A student learns from a teacher that is trained first and kept',
  },
  {
    content: 'baseline',
    label: 'Baseline',
    detail: 'The student alone: the control that a distillation is compared with',
  },
  { content: 'images', label: 'Pictures', detail: 'A folder of your own pictures, a folder for each class' },
  { content: 'table', label: 'Table', detail: 'A .csv, .tsv or .parquet file of your own' },
  { content: 'arrays', label: 'Arrays', detail: 'NumPy arrays of your own, .npz or .npy' },
];

/** `distillation.distill.yaml`, or with the first number that makes it new. */
async function freeName(folder: vscode.Uri, content: string, language: Language): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  for (let number = 1; ; number += 1) {
    const name = `${content}${number === 1 ? '' : `-${number}`}.distill.${language}`;
    if (!taken.has(name)) return vscode.Uri.joinPath(folder, name);
  }
}

import * as vscode from 'vscode';
import { starterConfig, type Language } from '../../config';

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
  const kinds: (vscode.QuickPickItem & { content: 'distillation' | 'baseline'; language: Language })[] = [
    {
      label: 'Distillation',
      description: 'YAML',
      detail: aboutDistillation,
      content: 'distillation',
      language: 'yaml',
    },
    {
      label: 'Distillation',
      description: 'JSON with comments',
      detail: aboutDistillation,
      content: 'distillation',
      language: 'json',
    },
    { label: 'Baseline', description: 'YAML', detail: aboutBaseline, content: 'baseline', language: 'yaml' },
    {
      label: 'Baseline',
      description: 'JSON with comments',
      detail: aboutBaseline,
      content: 'baseline',
      language: 'json',
    },
  ];
  const chosen = await vscode.window.showQuickPick(kinds, { title: 'New Config', matchOnDescription: true });
  if (chosen === undefined) return;
  const target = await freeName(folder.uri, chosen.content, chosen.language);
  await vscode.workspace.fs.writeFile(target, Buffer.from(starterConfig(chosen.content, chosen.language), 'utf8'));
  await vscode.window.showTextDocument(target);
}

const aboutDistillation = 'A student learns from a teacher that is trained first and kept';
const aboutBaseline = 'The student alone: the control that a distillation is compared with';

/** `distillation.distill.yaml`, or with the first number that makes it new. */
async function freeName(folder: vscode.Uri, content: string, language: Language): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  for (let number = 1; ; number += 1) {
    const name = `${content}${number === 1 ? '' : `-${number}`}.distill.${language}`;
    if (!taken.has(name)) return vscode.Uri.joinPath(folder, name);
  }
}

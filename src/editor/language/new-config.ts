import path from 'node:path';
import * as vscode from 'vscode';
import { starterConfig, type Language, type StarterKind } from '../../config';
import { needsFolder } from '../actionable-error';

/** The config that a command was called for: the given one, or the one in the active editor. */
export async function configDocument(uri: vscode.Uri | undefined): Promise<vscode.TextDocument> {
  const chosen = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (chosen === undefined) throw new Error('open a *.distill.yaml or *.distill.json file first');
  return vscode.workspace.openTextDocument(chosen);
}

/** Asks for a kind and a name, writes a commented starter config beside the active file, and opens it. */
export async function newConfig(): Promise<void> {
  const folder = await folderForConfig();
  if (folder === undefined) return;
  const kinds = starters.flatMap(({ content, label, detail }) => [
    { label, detail, content, description: 'YAML', language: 'yaml' as const },
    { label, detail, content, description: 'JSON with comments', language: 'json' as const },
  ]);
  const placeHolder = `Written into ${nameOfFolder(folder)}`;
  const chosen = await vscode.window.showQuickPick(kinds, {
    title: 'New Config',
    placeHolder,
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  const { content, language } = chosen;
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  const name = await vscode.window.showInputBox({
    title: 'New Config',
    prompt: `Name of the config; the file is NAME.distill.${language}`,
    value: freeName(content, language, taken),
    validateInput: (text) => problemOfName(text, language, taken),
  });
  if (name === undefined) return;
  const target = vscode.Uri.joinPath(folder, fileOf(name, language));
  const text = starterConfig(content, language, name);
  await vscode.workspace.fs.writeFile(target, Buffer.from(text, 'utf8'));
  await vscode.window.showTextDocument(target);
}

const starters: readonly { readonly content: StarterKind; readonly label: string; readonly detail: string }[] = [
  {
    content: 'quick',
    label: 'Quick Start',
    detail: 'Digits and small networks: teacher, student and control are done in ten seconds',
  },
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

/** Folder of the active file; without one the only workspace folder, or the one that is picked. Throws without a folder. */
async function folderForConfig(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active !== undefined && vscode.workspace.getWorkspaceFolder(active) !== undefined)
    return vscode.Uri.joinPath(active, '..');
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1)
    return (await vscode.window.showWorkspaceFolderPick({ placeHolder: 'The folder of the new config' }))?.uri;
  if (active?.scheme === 'file' && folders.length === 0) return vscode.Uri.joinPath(active, '..');
  const [only] = folders;
  if (only === undefined) throw needsFolder('a config is a file in it');
  return only.uri;
}

/** A folder by its path within the workspace; the workspace's own folder, whose path there is empty, by its name. */
function nameOfFolder(folder: vscode.Uri): string {
  const own = vscode.workspace.getWorkspaceFolder(folder);
  return own?.uri.fsPath === folder.fsPath ? own.name : vscode.workspace.asRelativePath(folder, true);
}

const fileOf = (name: string, language: Language): string => `${name}.distill.${language}`;

/** `distillation`, or with the first number that makes it new. */
function freeName(content: string, language: Language, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = `${content}${number === 1 ? '' : `-${number}`}`;
    if (!taken.has(fileOf(name, language))) return name;
  }
}

const maxNameLength = 80;

/** Why a text is no name of a new config; undefined where it is one. */
function problemOfName(name: string, language: Language, taken: ReadonlySet<string>): string | undefined {
  if (name.length > maxNameLength) return `At most ${maxNameLength} characters`;
  if (!/^[A-Za-z][\w-]*$/.test(name)) return 'Letters, digits, - and _, a letter first';
  return taken.has(fileOf(name, language)) ? `${path.basename(fileOf(name, language))} is there already` : undefined;
}

import * as vscode from 'vscode';
import { DataFault } from '../../data-sources';
import { configForData, configNameFor } from '../../running';
import { needsFolder } from '../actionable-error';
import { allowedFolders } from '../settings';

/** Looks at a chosen file or folder of data, and writes a config for it beside the workspace's others, which is opened. */
export async function newConfigFromData(uri: vscode.Uri | undefined): Promise<void> {
  const target = uri ?? (await chooseData());
  if (target === undefined) return;
  const folder = vscode.workspace.getWorkspaceFolder(target) ?? vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw needsFolder('a config is a file in it');
  const file = await freeName(folder.uri, configNameFor(target.fsPath));
  const place = { file: file.fsPath, workspace: folder.uri.fsPath, allowedFolders: allowedFolders() };
  const progress = { location: vscode.ProgressLocation.Notification, title: 'Looking at the data' };
  const { text, format, found } = await vscode.window.withProgress(progress, () =>
    configForData(target.fsPath, place, 'yaml').catch((error: unknown) => {
      throw error instanceof DataFault ? new Error(`${error.message}; ${error.hint}`, { cause: error }) : error;
    }),
  );
  await vscode.workspace.fs.writeFile(file, Buffer.from(text, 'utf8'));
  await vscode.window.showTextDocument(file);
  void vscode.window.showInformationMessage(`The data is read as ${format}: ${found}.`);
}

async function chooseData(): Promise<vscode.Uri | undefined> {
  const kinds = [
    { label: 'A folder', detail: 'Pictures by class, .npy files, idx files, CIFAR', isFolder: true },
    { label: 'A file', detail: '.csv, .tsv, .parquet or .npz', isFolder: false },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { title: 'New Config from Data' });
  if (kind === undefined) return undefined;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: !kind.isFolder,
      canSelectFolders: kind.isFolder,
      openLabel: 'Use This Data',
      ...(kind.isFolder ? {} : { filters: { Data: ['csv', 'tsv', 'parquet', 'npz'] } }),
    })) ?? [];
  return chosen;
}

/** `NAME.distill.yaml`, or with the first number that makes it new. */
async function freeName(folder: vscode.Uri, base: string): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  for (let number = 1; ; number += 1) {
    const name = `${base}${number === 1 ? '' : `-${number}`}.distill.yaml`;
    if (!taken.has(name)) return vscode.Uri.joinPath(folder, name);
  }
}

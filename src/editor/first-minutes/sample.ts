import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { applyEdits, setStrategyEdits, starterConfig } from '../../config';
import { sampleKey } from './sample-key';

const folderName = 'distillery-sample';
const first = 'quick.distill.yaml';

/** Writes a folder of small configs where the person says, and opens it: in this window where no folder is open here. */
export async function openSample(state: vscode.Memento): Promise<void> {
  const folder = await chooseFolder();
  if (folder === undefined) return;
  await writeSample(folder);
  const open = vscode.workspace.workspaceFolders ?? [];
  if (open.some(({ uri }) => uri.fsPath === folder.fsPath)) {
    await showSample(folder);
    return;
  }
  await state.update(sampleKey, folder.fsPath);
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: open.length > 0 });
}

/** Opens the config that is to be run first. */
export async function showSample(folder: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, first), { preview: false });
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const home = vscode.Uri.file(path.join(homedir(), folderName));
  const elsewhere = 'Another Folder…';
  const chosen = await vscode.window.showQuickPick(
    [
      { label: path.join('~', folderName), detail: 'A new folder in your home folder, with two small configs' },
      { label: elsewhere, detail: `${folderName} in a folder that you choose` },
    ],
    { title: 'Open Sample Folder' },
  );
  if (chosen === undefined) return undefined;
  if (chosen.label !== elsewhere) return home;
  const [parent] =
    (await vscode.window.showOpenDialog({
      ...{ canSelectFolders: true, canSelectFiles: false, openLabel: 'Create Here' },
    })) ?? [];
  return parent && vscode.Uri.joinPath(parent, folderName);
}

/** Writes the files of the sample that are not there: what a person has changed stays. */
async function writeSample(folder: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.createDirectory(folder);
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  for (const [name, text] of Object.entries(sampleFiles())) {
    if (!taken.has(name)) await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), Buffer.from(text));
  }
}

function sampleFiles(): Readonly<Record<string, string>> {
  const quick = starterConfig('quick', 'yaml');
  const other = starterConfig('quick', 'yaml', 'confidence');
  return {
    [first]: quick,
    'confidence.distill.yaml': applyEdits(other, setStrategyEdits(other, 'yaml', 'confidence')),
    'README.md': readme,
  };
}

const readme = `# A sample of knowledge distillation

Both configs train a teacher on handwritten digits, which come with Distillery, and then a small student that imitates it.

1. Open quick.distill.yaml and press ▶ Run above its first key. It takes about ten seconds.
2. Look at the curves; the tab Soft targets shows what the teacher says about each digit.
3. Run confidence.distill.yaml, whose temperature depends on each picture, and compare the two.

Own data: right-click a folder of pictures, or a .csv, .parquet or .npz file, and choose New Config from Data.
`;

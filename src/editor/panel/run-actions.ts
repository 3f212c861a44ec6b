import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunActions } from '../../panel';
import { isInside } from '../../paths';
import { chooseFormat, saveExport } from '../exporting/export';
import { openConfig } from '../open-config';
import { workspaceOf } from '../../runs';

/** Actions of a run's panel, performed by VS Code commands. */
export function runActions(folder: string): RunActions {
  return {
    async perform(action) {
      if (action === 'openConfig') await openConfig(folder);
      else await vscode.commands.executeCommand(commands[action], { folder });
    },
    openFile: (file, line) => openFile(workspaceOf(folder), file, line),
    chooseFormat: () => chooseFormat(['png']),
    save: (extension, content) => saveExport(folder, extension, content),
  };
}

/** Opens the panel of another run of the same folder of runs. */
export async function openSibling(runFolder: string, runId: string): Promise<void> {
  await vscode.commands.executeCommand('distillery.openRunPanel', {
    folder: path.join(path.dirname(runFolder), runId),
  });
}

/** Shows a line of a file of the workspace; a traceback is text of a stranger's, and may name any file. */
async function openFile(workspace: string, file: string, line: number): Promise<void> {
  const [root, place] = await Promise.all([
    realpath(workspace),
    realpath(path.resolve(workspace, file)).catch(() => undefined),
  ]);
  if (place === undefined) throw new Error(`${file} is not there any more`);
  if (!isInside(root, place)) throw new Error(`${file} lies outside of the workspace, so it is not opened from here`);
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path.resolve(workspace, file)), {
    selection: new vscode.Range(at, at),
    viewColumn: vscode.ViewColumn.One,
  });
}

const commands: Readonly<Record<Exclude<Parameters<RunActions['perform']>[0], 'openConfig'>, string>> = {
  stop: 'distillery.stop',
  resume: 'distillery.resume',
  rerun: 'distillery.rerun',
  useStudent: 'distillery.useStudent',
  openLog: 'distillery.openLog',
  revealFolder: 'distillery.revealRunFolder',
};

import * as vscode from 'vscode';
import type { RunActions } from '../../panel';
import { readManifest } from '../../runs';
import { chooseFormat, saveExport } from '../exporting/export';

/** Actions of a run's panel, performed by VS Code commands. */
export function runActions(folder: string): RunActions {
  return {
    async perform(action) {
      // Opens the config in the run folder, because commands only find runs of the current workspace.
      if (action === 'openConfig')
        await vscode.window.showTextDocument(vscode.Uri.file((await readManifest(folder)).configPath));
      else await vscode.commands.executeCommand(commands[action], { folder });
    },
    chooseFormat: () => chooseFormat(['png']),
    save: (extension, content) => saveExport(folder, extension, content),
  };
}

const commands: Readonly<Record<Exclude<Parameters<RunActions['perform']>[0], 'openConfig'>, string>> = {
  stop: 'distillery.stop',
  resume: 'distillery.resume',
  rerun: 'distillery.rerun',
  useStudent: 'distillery.useStudent',
  openLog: 'distillery.openLog',
  revealFolder: 'distillery.revealRunFolder',
};

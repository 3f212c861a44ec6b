import path from 'node:path';
import * as vscode from 'vscode';
import { isStoppable, runFiles, type RunSummary } from '../../runs';
import { registerCommands, type Host } from '../commands';
import { anyRun, hasManifest, onRun, type ChoiceOptions } from '../choose-run';

/** Registers the commands on the files of a run. */
export function registerRunFiles(host: Host): vscode.Disposable {
  return registerCommands(host, {
    openRunConfig: onRun(host, anyRun('Open Config', hasManifest), async ({ manifest }) => {
      await vscode.window.showTextDocument(vscode.Uri.file(manifest?.configPath ?? ''));
    }),
    revealRunFolder: onRun(host, anyRun('Reveal Run Folder'), reveal),
    deleteRun: onRun(host, deletable, async (run) =>
      (await import('./delete-run')).confirmAndDelete(run, host.store.runs),
    ),
  });
}

const deletable: ChoiceOptions = {
  title: 'Delete Run',
  fits: (run) => !isStoppable(run),
  none: 'there is no run that could be deleted; stop an active one first',
};

async function reveal({ folder }: RunSummary): Promise<void> {
  // A browser has no file manager; there the folder is shown in the explorer.
  const isDesktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  const command = isDesktop ? 'revealFileInOS' : 'revealInExplorer';
  await vscode.commands.executeCommand(command, vscode.Uri.file(path.join(folder, runFiles.manifest)));
}

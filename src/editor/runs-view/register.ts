import path from 'node:path';
import * as vscode from 'vscode';
import { isStoppable, runFiles, type RunSummary } from '../../runs';
import { registerCommands, type Host } from '../commands';
import { anyRun, hasManifest, onRun, onRuns } from '../run-commands';
import type { ChoiceOptions } from '../run-choice';
import type * as MarkRuns from './mark-runs';

/** Registers the commands on the files of a run. */
export function registerRunFiles(host: Host): vscode.Disposable {
  return registerCommands(host, {
    openRunConfig: onRun(host, anyRun('Open Config', hasManifest), async ({ folder }) =>
      (await import('../open-config')).openConfig(folder),
    ),
    revealRunFolder: onRun(host, anyRun('Reveal Run Folder'), reveal),
    deleteRun: onRuns(host, deletable, async (runs) =>
      (await import('./delete-run')).confirmAndDelete(runs, host.store.runs),
    ),
    renameRun: onRun(host, anyRun('Rename Run', hasManifest), async (run) => (await marks()).renameRun(run)),
    noteRun: onRun(host, anyRun('Note on Run', hasManifest), async (run) => (await marks()).noteRun(run)),
    tagRun: onRuns(host, anyRun('Tag Run', hasManifest), async (runs) =>
      (await marks()).tagRuns(runs, host.store.runs),
    ),
    starRun: onRuns(host, anyRun('Star Run', hasManifest), async (runs) => (await marks()).starRuns(runs)),
    archiveRun: onRuns(host, anyRun('Archive Run', hasManifest), async (runs) => (await marks()).archiveRuns(runs)),
    pinBaseline: onRun(host, anyRun('Pin as Baseline', hasManifest), async (run) =>
      (await marks()).toggleBaseline(run, host.store.runs),
    ),
  });
}

const marks = (): Promise<typeof MarkRuns> => import('./mark-runs');

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

import * as vscode from 'vscode';
import { RunCatalogue, runsFolder, type RunSummary } from '../../runs';
import { newConfig, pickTemperatureStrategy } from '../language/commands';
import { openRunPanel } from '../panel/run-panel';
import { startFromConfig } from './start';

type RunReference = Pick<RunSummary, 'folder'>;

/** Registers the commands that start runs and open their panels; a mistake is shown as a sentence. */
export function registerRunningCommands(context: vscode.ExtensionContext): vscode.Disposable {
  const guarded =
    <Words extends unknown[]>(action: (...words: Words) => Promise<void>) =>
    async (...words: Words): Promise<void> => {
      try {
        await action(...words);
      } catch (error) {
        void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    };
  const register = (name: string, action: Parameters<typeof vscode.commands.registerCommand>[1]): vscode.Disposable =>
    vscode.commands.registerCommand(`distillery.${name}`, action);
  return vscode.Disposable.from(
    register(
      'run',
      guarded(async (uri?: vscode.Uri) => {
        openRunPanel(context.extensionUri, await startFromConfig(context, uri));
      }),
    ),
    register(
      'rerun',
      guarded(async (run?: RunReference) => {
        const { manifest } = await chosenRun(run);
        if (manifest === undefined) throw new Error('the run cannot be read, so it cannot be run again');
        const folder = await startFromConfig(context, vscode.Uri.file(manifest.configPath));
        openRunPanel(context.extensionUri, folder);
      }),
    ),
    register(
      'openRunPanel',
      guarded(async (run?: RunReference) => {
        openRunPanel(context.extensionUri, (await chosenRun(run)).folder);
      }),
    ),
    register('pickTemperatureStrategy', guarded(pickTemperatureStrategy)),
    register('newConfig', guarded(newConfig)),
  );
}

/** The run that is given, else the newest of the workspace. */
async function chosenRun(run: RunReference | undefined): Promise<RunSummary> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => runsFolder(uri.fsPath));
  const lists = await Promise.all(folders.map((folder) => new RunCatalogue(folder).list()));
  const runs = lists.flat().sort((a, b) => b.createdAt - a.createdAt);
  const found = run === undefined ? runs[0] : runs.find(({ folder }) => folder === run.folder);
  if (found === undefined) throw new Error('there is no run yet: open a config and press ▶ Run above it');
  return found;
}

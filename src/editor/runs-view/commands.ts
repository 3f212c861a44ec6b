import * as vscode from 'vscode';
import { deleteRun, requestStop, type RunSummary } from '../../runs';
import type { RunsView } from './runs-view';

/** Registers stop, delete and reveal, which act on a run of the view; failures are shown as error messages. */
export function registerRunCommands(view: RunsView): vscode.Disposable {
  const register = (name: string, action: (run: RunSummary) => Promise<void> | void): vscode.Disposable =>
    vscode.commands.registerCommand(`distillery.${name}`, async (run: RunSummary) => {
      try {
        await action(run);
      } catch (error) {
        void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
      view.refresh();
    });
  return vscode.Disposable.from(
    register('stop', (run) => {
      requestStop(run.folder);
    }),
    register('deleteRun', confirmAndDelete),
    register('revealRunFolder', async (run) => {
      await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(run.folder));
    }),
  );
}

async function confirmAndDelete(run: RunSummary): Promise<void> {
  const detail = 'Its curves, checkpoints and student are removed from disk.';
  const answer = await vscode.window.showWarningMessage(`Delete run '${run.name}'?`, { modal: true, detail }, 'Delete');
  if (answer === 'Delete') await deleteRun(run.folder);
}

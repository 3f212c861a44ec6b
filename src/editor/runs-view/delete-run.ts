import * as vscode from 'vscode';
import { deleteRuns, withDependents, type RunSummary } from '../../runs';

/** Deletes a run and those that belong to it alone, once the person has confirmed it. */
export async function confirmAndDelete(run: RunSummary, known: readonly RunSummary[]): Promise<void> {
  const { name } = run;
  const runs = withDependents(run, known);
  const others = runs.filter(({ folder }) => folder !== run.folder).map((one) => `${one.name} (${one.id})`);
  const detail = [
    'Its curves, checkpoints and student are removed from disk.',
    ...(others.length === 0 ? [] : [`With it go the runs that belong to it alone: ${others.join(', ')}.`]),
  ].join(' ');
  const answer = await vscode.window.showWarningMessage(`Delete run '${name}'?`, { modal: true, detail }, 'Delete');
  if (answer === 'Delete') await deleteRuns(runs.map(({ folder }) => folder));
}

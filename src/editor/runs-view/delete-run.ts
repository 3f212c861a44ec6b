import * as vscode from 'vscode';
import { deleteRuns, diskBytes, withDependents, type RunSummary } from '../../runs';
import { formatBytes, formatCountOf, formatRunLabel } from '../../wording';

/** Runs that are named in a question; more are counted. */
const maxNamed = 8;

/** Deletes runs and those that belong to them alone, once the person has confirmed it. Gives whether they did. */
export async function confirmAndDelete(chosen: readonly RunSummary[], known: readonly RunSummary[]): Promise<boolean> {
  const [only, ...more] = chosen;
  if (only === undefined) return false;
  const runs = [...new Set(chosen.flatMap((run) => withDependents(run, known)))];
  const folders = new Set(chosen.map(({ folder }) => folder));
  const others = runs.filter(({ folder }) => !folders.has(folder));
  const bytes = await Promise.all(runs.map(({ folder }) => diskBytes(folder).catch(() => 0)));
  const size = formatBytes(bytes.reduce((sum, one) => sum + one, 0));
  const question =
    more.length === 0 ? `Delete run '${formatRunLabel(only)}'?` : `Delete ${formatCountOf(chosen.length, 'run')}?`;
  const detail = [
    ...(more.length === 0 ? [] : [`${namesOf(chosen)}.`]),
    `${size} of curves, checkpoints and students are removed from disk.`,
    ...(others.length === 0 ? [] : [`With them go the runs that belong to them alone: ${namesOf(others)}.`]),
  ].join(' ');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, 'Delete');
  if (answer !== 'Delete') return false;
  await deleteRuns(runs.map(({ folder }) => folder));
  return true;
}

function namesOf(runs: readonly RunSummary[]): string {
  const shown = runs.slice(0, maxNamed).map((run) => formatRunLabel(run));
  const left = runs.length - shown.length;
  return [...shown, ...(left > 0 ? [`${left} more`] : [])].join(', ');
}

import * as vscode from 'vscode';
import { changeMarks, markLimits, pinBaseline, type RunSummary } from '../../runs';
import { formatCountOf, formatRunLabel } from '../../wording';

/** Asks for another name of a run; an empty one gives back that of its config. */
export async function renameRun(run: RunSummary): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: `Rename ${formatRunLabel(run)}`,
    prompt: 'Shown in every list; empty: the name in its config',
    value: run.name,
    validateInput: (text) =>
      text.length > markLimits.nameLength ? `At most ${markLimits.nameLength} characters` : undefined,
  });
  if (name === undefined) return;
  changeMarks(run.folder, { name: name === run.manifest?.name ? '' : name });
}

/** Asks for the note of a run. */
export async function noteRun(run: RunSummary): Promise<void> {
  const note = await vscode.window.showInputBox({
    title: `Note on ${formatRunLabel(run)}`,
    prompt: 'Kept in the run folder; empty: no note',
    value: run.marks?.note ?? '',
  });
  if (note !== undefined) changeMarks(run.folder, { note });
}

/** Asks for the tags of runs: those that any of them has are offered, with all that the workspace knows. */
export async function tagRuns(runs: readonly RunSummary[], known: readonly RunSummary[]): Promise<void> {
  const tagsOf = (run: RunSummary): readonly string[] => run.marks?.tags ?? [];
  const written = [...new Set(runs.flatMap(tagsOf))];
  const all = [...new Set(known.flatMap(tagsOf))].sort();
  const [first] = runs;
  const subject = runs.length === 1 && first !== undefined ? formatRunLabel(first) : formatCountOf(runs.length, 'run');
  const text = await vscode.window.showInputBox({
    title: `Tags of ${subject}`,
    prompt: `Words with spaces between them${all.length === 0 ? '' : `; known: ${all.join(' ')}`}`,
    value: written.join(' '),
  });
  if (text === undefined) return;
  const tags = text.split(/[\s,]+/).filter((tag) => tag !== '');
  // Tags that only some of several runs had are taken from those, and no other tag of theirs is.
  const removed = written.filter((tag) => !tags.includes(tag));
  const added = tags.filter((tag) => !written.includes(tag));
  for (const run of runs) {
    const own = tagsOf(run).filter((tag) => !removed.includes(tag));
    changeMarks(run.folder, { tags: runs.length === 1 ? tags : [...own, ...added] });
  }
}

/** Gives runs a star, or takes it away where all have one. */
export function starRuns(runs: readonly RunSummary[]): void {
  const isOn = runs.every(({ marks }) => marks?.star === true);
  for (const { folder } of runs) changeMarks(folder, { star: !isOn });
}

/** Archives runs, or lists them again where all are archived. */
export function archiveRuns(runs: readonly RunSummary[]): void {
  const isOn = runs.every(({ marks }) => marks?.archived === true);
  for (const { folder } of runs) changeMarks(folder, { archived: !isOn });
  if (isOn) return;
  const words = `${formatCountOf(runs.length, 'run')} archived. The runs table shows them with the filter is:archived.`;
  void vscode.window.showInformationMessage(words);
}

/** Pins a run as the baseline of its workspace, or takes it off. */
export function toggleBaseline(run: RunSummary, known: readonly RunSummary[]): void {
  pinBaseline(run, known, run.marks?.baseline !== true);
}

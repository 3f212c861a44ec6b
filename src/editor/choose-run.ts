import path from 'node:path';
import * as vscode from 'vscode';
import { describeProgress } from '../panel';
import type { RunSummary } from '../runs';
import { formatAge, formatFacts, formatMarks, formatRunLabel, formatStatus } from '../wording';
import type { ChoiceOptions, RunTarget } from './run-choice';
import type { RunStore } from './run-store';
import { statusIcon } from './status-icon';

/**
 * The run that a command acts on: the given one, the only one that fits, or the one the person picks; for a config the only one
 * of its runs that fits, or the one the person picks among them, else among all. Undefined when the pick is dismissed. Throws a
 * sentence when none fits.
 */
export async function chooseRun(
  store: RunStore,
  target: RunTarget,
  { title, fits, none }: ChoiceOptions,
): Promise<RunSummary | undefined> {
  // The run of a panel may lie outside of the workspace.
  if (target !== undefined && 'folder' in target) store.watch(target.folder);
  await store.refresh();
  if (target !== undefined && 'folder' in target) {
    const given = store.find(target.folder);
    if (given === undefined) throw new Error('this run is no longer there');
    if (!fits(given)) throw new Error(`${formatRunLabel(given)} is ${formatStatus(given.status)}: ${none}`);
    return given;
  }
  const fitting = store.runs.filter(fits);
  if (fitting.length === 0) throw new Error(none);
  if (target === undefined) return fitting.length === 1 ? fitting[0] : pick(fitting, title);
  const own = fitting.filter(({ manifest }) => manifest?.configPath === target.fsPath);
  if (own.length === 1) return own[0];
  // A button above one config must not act on a run of another unasked.
  return own.length > 0 ? pick(own, title) : pick(fitting, `${title}: none is of ${path.basename(target.fsPath)}`);
}

/** Shows a quick pick of runs; `noteOf` gives a run's note. Undefined when the pick is dismissed. */
export async function pick(
  runs: readonly RunSummary[],
  title: string,
  noteOf: (run: RunSummary) => string = () => '',
): Promise<RunSummary | undefined> {
  const items = runs.map((run) => ({
    label: formatRunLabel(run),
    iconPath: statusIcon(run.status),
    description: formatFacts([noteOf(run), formatStatus(run.status), describeProgress(run)]),
    detail: formatFacts([formatAge(run.createdAt, Date.now()), formatMarks(run.marks), run.id]),
    run,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  return chosen?.run;
}

import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import { describeProgress } from '../../panel/describe-run';
import type { RunStore } from './run-store';
import { statusIcon } from './status-icon';

/** What a command may be called with: a run of the view or the panel, the config of an editor, or nothing. */
export type RunTarget = Pick<RunSummary, 'folder'> | vscode.Uri | undefined;

export interface ChoiceOptions {
  /** The title of the pick, such as `Stop Run`. */
  readonly title: string;
  readonly fits: (run: RunSummary) => boolean;
  /** Said when no run fits. */
  readonly none: string;
}

/**
 * The run that a command is about: the given one, the only one that fits, or the person's choice among those that fit,
 * those of the given config first. Undefined when the choice is left. Throws a sentence when none fits.
 */
export async function chooseRun(
  store: RunStore,
  target: RunTarget,
  { title, fits, none }: ChoiceOptions,
): Promise<RunSummary | undefined> {
  await store.refresh();
  if (target !== undefined && 'folder' in target) {
    const given = store.runs.find(({ folder }) => folder === target.folder);
    if (given === undefined) throw new Error('this run is no longer there');
    if (!fits(given)) throw new Error(`${given.name} is ${given.status}: ${none}`);
    return given;
  }
  const fitting = store.runs.filter(fits);
  const own = fitting.filter(({ manifest }) => target !== undefined && manifest?.configPath === target.fsPath);
  const offered = own.length > 0 ? own : fitting;
  if (offered.length === 0) throw new Error(none);
  if (offered.length === 1) return offered[0];
  return pick(offered, title);
}

/** Lets the person choose among runs; `noted` says what is special about one. Undefined when the choice is left. */
export async function pick(
  runs: readonly RunSummary[],
  title: string,
  noted: (run: RunSummary) => string = () => '',
): Promise<RunSummary | undefined> {
  const items = runs.map((run) => ({
    label: run.name,
    iconPath: statusIcon(run.status),
    description: [noted(run), run.status, describeProgress(run)].filter((part) => part !== '').join(' · '),
    detail: run.id,
    run,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  return chosen?.run;
}

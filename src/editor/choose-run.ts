import path from 'node:path';
import * as vscode from 'vscode';
import { describeProgress } from '../panel';
import type { RunSummary } from '../runs';
import { toUri, type Action, type Host } from './commands';
import { formatAge, formatMarks, formatRunLabel, formatStatus } from '../wording';
import type { RunStore } from './run-store';
import { statusIcon } from './status-icon';

/** Argument of a command about a run: a run of the view or the panel, the config of an editor, or nothing. */
export type RunTarget = Pick<RunSummary, 'folder'> | vscode.Uri | undefined;

export interface ChoiceOptions {
  /** The title of the pick, such as `Stop Run`. */
  readonly title: string;
  readonly fits: (run: RunSummary) => boolean;
  /** The error where no run fits. */
  readonly none: string;
}

/** Options of a pick among all runs, or those that fit. */
export function anyRun(title: string, fits: ChoiceOptions['fits'] = () => true): ChoiceOptions {
  return { title, fits, none: 'there is no run yet: open a config and press ▶ Run' };
}

/** Whether a run's manifest can be read. */
export const hasManifest = ({ manifest }: RunSummary): boolean => manifest !== undefined;

/** Whether a run can be started anew from its config's file; controls and runs of a sweep are made with their run or sweep. */
export const isRepeatable = ({ manifest }: RunSummary): boolean =>
  manifest !== undefined && manifest.controlOf === undefined && manifest.point === undefined;

/** Action of a command on one run, which the command's argument names or the person picks. */
export function onRun({ store }: Host, options: ChoiceOptions, action: (run: RunSummary) => unknown): Action {
  return async (target) => {
    const run = await chooseRun(store, toTarget(target), options);
    if (run !== undefined) await action(run);
  };
}

/** Action of a command on several runs: those selected in a list, the one that the argument names, or the one that is picked. */
export function onRuns(
  { store }: Host,
  options: ChoiceOptions,
  action: (runs: readonly RunSummary[]) => unknown,
): Action {
  return async (target, selected) => {
    const folders = Array.isArray(selected) ? selected.flatMap((one) => folderOf(one) ?? []) : [];
    if (folders.length < 2) {
      const run = await chooseRun(store, toTarget(target), options);
      if (run !== undefined) await action([run]);
      return;
    }
    await store.refresh();
    const runs = folders.flatMap((folder) => store.find(folder) ?? []).filter(options.fits);
    if (runs.length === 0) throw new Error(options.none);
    await action(runs);
  };
}

const folderOf = (value: unknown): string | undefined => {
  const folder = typeof value === 'object' && value !== null && 'folder' in value ? value.folder : undefined;
  return typeof folder === 'string' ? folder : undefined;
};

/** The target in a command's argument: menus pass a run of the view or an editor's Uri; anything else is no target. */
export function toTarget(value: unknown): RunTarget {
  if (value instanceof vscode.Uri) return toUri(value);
  const folder = folderOf(value);
  return folder === undefined ? undefined : { folder };
}

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
    description: [noteOf(run), formatStatus(run.status), describeProgress(run)]
      .filter((part) => part !== '')
      .join(' · '),
    detail: [formatAge(run.createdAt, Date.now()), formatMarks(run.marks), run.id]
      .filter((part) => part !== '')
      .join(' · '),
    run,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  return chosen?.run;
}

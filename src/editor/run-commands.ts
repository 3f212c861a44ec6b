import * as vscode from 'vscode';
import type { RunSummary } from '../runs';
import { toUri, type Action, type Host } from './commands';
import type { ChoiceOptions, RunTarget } from './run-choice';

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
    const { chooseRun } = await import('./choose-run');
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
      const { chooseRun } = await import('./choose-run');
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

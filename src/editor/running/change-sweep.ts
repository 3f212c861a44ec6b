import * as vscode from 'vscode';
import { awaitChange, dropPoints, findJoinable } from '../../running';
import { summarizeRun, type RunSummary } from '../../runs';
import { formatCountOf, formatRunLabel, formatRunOfSweep } from '../../wording';
import { hasConfigAgain } from '../open-config';
import { requireTrust } from '../settings';
import { resume, withChecked } from './start';

/**
 * Lets the points, seeds and fresh seeds join a sweep that its config has more, as its file is now. True where the sweep, which had
 * ended, goes on for them. Throws a sentence where they cannot join or there are none.
 */
export async function addPoints(
  context: vscode.ExtensionContext,
  sweep: RunSummary,
  runs: readonly RunSummary[],
): Promise<boolean> {
  requireTrust();
  if (!(await hasConfigAgain(sweep.folder))) return false;
  const uri = vscode.Uri.file(sweep.manifest?.configPath ?? '');
  const number = await withChecked(uri, runs, async (checked) => {
    const joinable = findJoinable(sweep, checked);
    return (await mayAdd(sweep, joinable)) ? joinable.add() : undefined;
  });
  if (number === undefined) return false;
  switch (await awaitChange(sweep.folder, number)) {
    case 'taken':
      return false;
    case 'pending':
      void vscode.window.showWarningMessage(
        'The points have not joined yet: the sweep may be on another machine, or of an older version. They join when it is resumed.',
      );
      return false;
    case 'ended':
      await resume(context, await summarizeRun(sweep.folder), runs, { acceptsChangedInputs: false });
      return true;
  }
}

const add = 'Add to Sweep';

async function mayAdd(
  sweep: RunSummary,
  { points, runs }: { readonly points: number; readonly runs: number },
): Promise<boolean> {
  const what = points > 0 ? formatCountOf(points, 'point') : formatCountOf(runs, 'run');
  const detail = `${formatCountOf(runs, 'run')} more in all. They come behind those of the sweep, whose runs keep their settings and results.`;
  const question = `Add ${what} to '${formatRunLabel(sweep)}'?`;
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, add)) === add;
}

/** A point by the name of one of its runs, all of whose seeds it has. */
const wordsOfPoint = (name: string, sweep: string): string => formatRunOfSweep(name, sweep).replace(/, seed \d+$/, '');

const drop = 'Drop';

/** Drops a point of a sweep for good, where the person agrees. Throws a sentence where it cannot be dropped. */
export async function dropPoint(sweep: RunSummary, point: number, runs: readonly RunSummary[]): Promise<void> {
  requireTrust();
  const own = runs.find(({ manifest }) => manifest?.parent === sweep.id && manifest.point?.index === point);
  const name = own?.manifest === undefined ? String(point) : wordsOfPoint(own.manifest.name, sweep.name);
  const detail =
    'Its runs at work stop, and do not go on when the sweep is resumed. Results stay, and it cannot be the best point.';
  const question = `Drop the point ${name} of '${formatRunLabel(sweep)}' for good?`;
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, drop)) !== drop) return;
  dropPoints(sweep, [point], runs);
}

import * as vscode from 'vscode';
import { describeTaken, hostOf, runsTakenWith } from '../../running';
import { describeChanges, type InputChange, type RunSummary } from '../../runs';
import { formatRunLabel } from '../../wording';

const takeOver = 'Take Over';

/**
 * Asks before a copied run, or one that last ran on another machine, is resumed here. True for a run of this machine, or when
 * the person agrees to take it over, with the results of its runs where it is a sweep.
 */
export async function mayResume(run: RunSummary, runs: readonly RunSummary[]): Promise<boolean> {
  const host = hostOf(run);
  if (host === undefined) return true;
  const detail =
    run.copiedFrom === undefined
      ? `It was last heard of on ${host}. Two trainers must not write to one run: go on only if it runs nowhere any more.`
      : `Its folder is a copy${host === '' ? '' : ` of a run on ${host}`}, as a clone brings one. Go on only if you trust where it came from.`;
  const copies = runsTakenWith(run, runs);
  const taken = copies.length === 0 ? '' : `\n\nIt is a sweep: ${describeTaken(copies)}.`;
  const options = { modal: true, detail: `${detail}${taken}` };
  return (
    (await vscode.window.showWarningMessage(`Let '${formatRunLabel(run)}' go on here?`, options, takeOver)) === takeOver
  );
}

const goOn = 'Go On';

/**
 * Asks before a run goes on with other inputs than before, such as those that its last attempt refused. True when the person
 * agrees; the run records it.
 */
export async function acceptsChanges(run: RunSummary, changes: readonly InputChange[]): Promise<boolean> {
  const detail = [
    `Since the attempt before: ${describeChanges(changes)}.`,
    'Put the earlier content back to train as before. Else the result is that of neither, and the run says so.',
  ].join('\n\n');
  const question = `Let '${formatRunLabel(run)}' go on with changed inputs?`;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, goOn)) === goOn;
}

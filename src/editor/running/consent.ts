import * as vscode from 'vscode';
import { hostOf } from '../../running';
import type { RunSummary } from '../../runs';

const takeOver = 'Take Over';

/**
 * Asks before a run goes on that was not run here, or that another machine was last heard of with: true when it is ours or
 * may be taken over.
 */
export async function mayGoOn(run: RunSummary): Promise<boolean> {
  const host = hostOf(run);
  if (host === undefined) return true;
  const detail =
    run.copiedFrom === undefined
      ? `It was last heard of on ${host}. Two trainers must not write to one run: go on only if it runs nowhere any more.`
      : `Its folder is a copy${host === '' ? '' : ` of a run on ${host}`}, as a clone brings one. Go on only if you trust where it came from.`;
  const question = `Let '${run.name}' go on here?`;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, takeOver)) === takeOver;
}

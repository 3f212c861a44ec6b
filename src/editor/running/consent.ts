import * as vscode from 'vscode';
import { adoptRun, type RunSummary } from '../../runs';

const takeOver = 'Take Over';

/**
 * Asks before a run goes on that was not run here, or that another machine was last heard of with: true when it is ours or
 * may be taken over. What is taken over names no place outside of the workspace any more.
 */
export async function mayGoOn({ name, folder, copiedFrom, elsewhere }: RunSummary): Promise<boolean> {
  if (copiedFrom === undefined && elsewhere === undefined) return true;
  const host = copiedFrom ?? elsewhere ?? '';
  const detail =
    copiedFrom === undefined
      ? `It was last heard of on ${host}. Two trainers must not write to one run: go on only if it runs nowhere any more.`
      : `Its folder is a copy${host === '' ? '' : ` of a run on ${host}`}, as a clone brings one. Go on only if you trust where it came from.`;
  const question = `Let '${name}' go on here?`;
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, takeOver)) !== takeOver) return false;
  await adoptRun(folder);
  return true;
}

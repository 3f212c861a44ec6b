import path from 'node:path';
import * as vscode from 'vscode';
import { RunCatalogue, runsFolder, type RunSummary } from '../../src/runs';

const pollMs = 50;

/** The folder that the tests were opened with, a copy of test/fixtures/workspace. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('the host suite needs a workspace folder');
  return folder.uri.fsPath;
}

export function uriOf(name: string): vscode.Uri {
  return vscode.Uri.file(path.join(workspaceFolder(), name));
}

/** The runs of the workspace, newest first. */
export function listRuns(): Promise<RunSummary[]> {
  return new RunCatalogue(runsFolder(workspaceFolder())).list();
}

/** Asks until there is an answer; after `limitMs` an error says what was missing. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | Thenable<T | undefined> | T | undefined,
  limitMs = 45_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

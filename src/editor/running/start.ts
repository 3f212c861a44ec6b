import path from 'node:path';
import * as vscode from 'vscode';
import { checkConfig, type ResolvedConfig } from '../../config';
import { programFor, submitRun } from '../../launchers';
import {
  cacheFolder,
  createRun,
  findBaselines,
  queueFolder,
  assertInsideWorkspace,
  runsFolder,
  warnOfWeakTeacher,
  type RunSummary,
} from '../../runs';
import { configDocument } from '../language/new-config';
import { parseDocument, toRange } from '../language/document/document';
import { allowedFolders, readLaunchSettings, requireTrust } from './settings';

/**
 * Saves, checks and starts a config's run. Gives the run folder. `known` are the runs so far, newest first. Throws a
 * sentence for the person when it cannot start.
 */
export async function startFromConfig(
  context: vscode.ExtensionContext,
  uri: vscode.Uri | undefined,
  known: readonly RunSummary[],
): Promise<string> {
  requireTrust();
  const document = await configDocument(uri);
  if (document.isUntitled)
    throw new Error('save the config as a file first: its runs are kept in the folder it lies in');
  if (document.isDirty && !(await document.save()))
    throw new Error('the config could not be saved; nothing was started');
  const parsed = parseDocument(document);
  const error = checkConfig(parsed).find(({ severity }) => severity === 'error');
  if (error !== undefined || parsed.config === undefined) {
    const selection = toRange(document, error ?? { start: 0, end: 0 });
    await vscode.window.showTextDocument(document, { selection });
    const line = selection.start.line + 1;
    throw new Error(`line ${line}: ${error?.message ?? 'the config cannot be read'} Nothing was started.`);
  }
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? path.dirname(document.uri.fsPath);
  const runs = runsFolder(folder);
  for (const one of [runs, queueFolder(runs), cacheFolder(folder)])
    assertInsideWorkspace(one, folder, allowedFolders());
  const siblings = known.filter((run) => path.dirname(run.folder) === runs);
  const weak = warnOfWeakTeacher(findBaselines(siblings, parsed.config));
  // Said beside the run, not before it: the person may know better.
  if (weak !== undefined) void vscode.window.showWarningMessage(weak);
  const run = await createRun({
    folder: runs,
    configText: document.getText(),
    configPath: document.uri.fsPath,
    config: parsed.config,
  });
  await launch(context, run.folder, parsed.config);
  return run.folder;
}

/** Lets a run that has ended go on from its last checkpoint. Throws a sentence when it cannot start. */
export async function resume(context: vscode.ExtensionContext, { folder, manifest }: RunSummary): Promise<void> {
  requireTrust();
  if (manifest === undefined) throw new Error('the run.json of this run cannot be read');
  await launch(context, folder, manifest.config);
}

async function launch(context: vscode.ExtensionContext, folder: string, config: ResolvedConfig): Promise<void> {
  const settings = readLaunchSettings(context);
  await submitRun({ folder }, { ...settings, program: programFor({ folder, config }, settings) });
}

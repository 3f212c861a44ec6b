import path from 'node:path';
import * as vscode from 'vscode';
import {
  changeOfScript,
  checkConfigText,
  ConfigRefusal,
  resumeRun,
  startRun,
  type CheckedConfig,
  type ConfigSource,
  type StartedRun,
} from '../../running';
import { findSameRun } from '../../comparison';
import { JobNotAllowed, type LaunchSettings } from '../../launchers';
import { formatCountOf, formatDay, withoutCodeMarks } from '../../wording';
import type { InputChange, RunSummary } from '../../runs';
import { configDocument } from '../language/new-config';
import { toRange } from '../document/document';
import { allowedFolders, readLaunchSettings, requireTrust } from '../settings';
import { debugRun } from './debug-run';
import { allowJob } from './place';
import { allowScript } from './script-consent';
import { workspaceOf } from '../../runs';

/**
 * Saves and checks a config, and starts its run. `runs` are those of all workspace folders, newest first; `repeats` is the id of
 * the run that it repeats, `on` the profile of its place. Throws a sentence when it cannot start.
 */
export async function startFromConfig(
  context: vscode.ExtensionContext,
  uri: vscode.Uri | undefined,
  runs: readonly RunSummary[],
  { repeats, on }: { readonly repeats?: string; readonly on?: string } = {},
): Promise<StartedRun> {
  return withChecked(uri, runs, async (checked) => {
    const settings = { ...settingsWithConsent(context), ...(on !== undefined && { on }) };
    const started = await startRun(checked, settings, repeats);
    if (repeats === undefined) void sayWhereItRan(checked);
    // A warning beside the run does not hold it up: the person may know better.
    const weak = checked.problems.find(({ code }) => code === 'weak-teacher');
    if (weak !== undefined) void vscode.window.showWarningMessage(withoutCodeMarks(weak.message));
    return started;
  });
}

/** Says that a config has been run with its seed already, and what it reached; the new run goes on meanwhile. */
async function sayWhereItRan({ config, runs }: CheckedConfig): Promise<void> {
  const same = config === undefined || config.sweep !== undefined ? undefined : findSameRun(config, runs);
  if (config === undefined || same === undefined) return;
  const { createdAt, progress, folder } = same;
  const reached = formatCountOf(progress.errors ?? 0, 'error');
  const words = `This config ran with seed ${config.seed} ${formatDay(createdAt, Date.now())}: ${reached}.`;
  if ((await vscode.window.showInformationMessage(words, openThat)) !== openThat) return;
  await vscode.commands.executeCommand('distillery.openRunPanel', { folder });
}

const openThat = 'Open That Run';

/** Saves and checks a script's config, and starts its run under the Python Debugger. Gives the run's folder. */
export async function debugFromConfig(
  context: vscode.ExtensionContext,
  uri: vscode.Uri | undefined,
  runs: readonly RunSummary[],
): Promise<string> {
  return withChecked(uri, runs, (checked) => debugRun(checked, settingsWithConsent(context)));
}

/** Saves and checks a config for a start; a refusal selects the error. */
export async function withChecked<Result>(
  uri: vscode.Uri | undefined,
  runs: readonly RunSummary[],
  start: (checked: CheckedConfig) => Promise<Result>,
): Promise<Result> {
  requireTrust();
  const document = await configDocument(uri);
  if (document.isUntitled)
    throw new Error('save the config as a file first: its runs are kept in the folder it lies in');
  if (document.isDirty && !(await document.save()))
    throw new Error('the config could not be saved; nothing was started');
  const checked = await checkConfigText(sourceOf(document, runs));
  try {
    return await start(checked);
  } catch (error) {
    if (error instanceof ConfigRefusal) await showRefusal(document, error);
    throw silentWhereDeclined(error);
  }
}

/** The error of a start; one that says nothing where the person has declined the job. */
function silentWhereDeclined(error: unknown): unknown {
  return error instanceof JobNotAllowed ? new vscode.CancellationError() : error;
}

/**
 * Resumes a run from its last checkpoint; the person has agreed to take over a copied run, and to go on with changed inputs
 * where `acceptsChangedInputs`.
 */
export async function resume(
  context: vscode.ExtensionContext,
  run: RunSummary,
  runs: readonly RunSummary[],
  consents: { readonly acceptsChangedInputs: boolean; readonly retriesFailed?: boolean },
): Promise<StartedRun> {
  requireTrust();
  const options = { runs, settings: settingsWithConsent(context), isTakingOver: true, ...consents };
  try {
    return await resumeRun(run, options);
  } catch (error) {
    throw silentWhereDeclined(error);
  }
}

/** Changes of a run's inputs that the person has to agree to before it goes on; undefined where none are known. */
export async function changesOf(run: RunSummary): Promise<readonly InputChange[] | undefined> {
  const change = await changeOfScript(run);
  return change === undefined ? run.progress.refusedChanges : [change];
}

/** Launch settings of a command that a person gave, so that a dialog can ask about a script and a profile. */
function settingsWithConsent(context: vscode.ExtensionContext): LaunchSettings {
  return { ...readLaunchSettings(context), allowScript, allowJob };
}

function sourceOf(document: vscode.TextDocument, runs: readonly RunSummary[]): ConfigSource {
  const file = document.uri.fsPath;
  const workspace = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? path.dirname(file);
  const own = runs.filter(({ folder }) => workspaceOf(folder) === workspace);
  return { file, workspace, text: document.getText(), allowedFolders: allowedFolders(), runs: own };
}

/** Selects the error in the editor, and throws a sentence that names its line. */
async function showRefusal(document: vscode.TextDocument, { message, problem }: ConfigRefusal): Promise<never> {
  const selection = toRange(document, problem ?? { start: 0, end: 0 });
  await vscode.window.showTextDocument(document, { selection });
  throw new Error(`line ${selection.start.line + 1}: ${message} Nothing was started.`);
}

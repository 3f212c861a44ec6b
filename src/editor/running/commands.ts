import path from 'node:path';
import * as vscode from 'vscode';
import { deleteRun, findBaselines, runFiles, type RunSummary } from '../../runs';
import { openComparison } from '../comparison/comparison';
import type * as Language from '../language/new-config';
import type * as Picking from '../language/strategy-pick/pick-strategy';
import type * as Panels from '../panel/run-panel';
import type * as Previews from '../preview/preview-panel';
import type * as Reporting from '../reporting/report-problem';
import type * as Clearing from './clear-cache';
import type * as Exporting from './export';
import { chooseRun, pick, type ChoiceOptions, type RunTarget } from './choose-run';
import { mayGoOn } from './consent';
import { showProgress } from './notifications';
import { openLog } from './open-log';
import { isActive, type RunStore } from './run-store';
import { requireTrust } from './settings';
import type * as Starting from './start';
import { stop } from './stop';

/** Registers every command; a mistake is shown as a sentence, and what ends well is seen in the runs view at once. */
export function registerCommands(
  context: vscode.ExtensionContext,
  store: RunStore,
  output: vscode.LogOutputChannel,
): vscode.Disposable {
  const actions = actionsOf(context, store, output);
  const registered = Object.entries(actions).map(([name, action]) =>
    vscode.commands.registerCommand(`distillery.${name}`, async (...words: unknown[]) => {
      try {
        output.debug(`command ${name}`);
        await action(...words);
      } catch (error) {
        output.error(error instanceof Error ? error : String(error));
        void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
      await store.refresh();
    }),
  );
  return vscode.Disposable.from(...registered);
}

/** What rests on the config language is loaded with its first use: activation must not wait for it. */
const language = (): Promise<typeof Language> => import('../language/new-config');
const picking = (): Promise<typeof Picking> => import('../language/strategy-pick/pick-strategy');
const starting = (): Promise<typeof Starting> => import('./start');
const reporting = (): Promise<typeof Reporting> => import('../reporting/report-problem');
const clearing = (): Promise<typeof Clearing> => import('./clear-cache');
const exporting = (): Promise<typeof Exporting> => import('./export');
const panels = (): Promise<typeof Panels> => import('../panel/run-panel');
const previews = (): Promise<typeof Previews> => import('../preview/preview-panel');

type Action = (...words: unknown[]) => Promise<void>;

type Actions = Readonly<Record<string, Action>>;
type OnRun = (options: ChoiceOptions, action: (run: RunSummary) => Promise<void> | void) => Action;

function actionsOf(context: vscode.ExtensionContext, store: RunStore, output: vscode.LogOutputChannel): Actions {
  const onRun: OnRun = (options, action) => async (target) => {
    const run = await chooseRun(store, toTarget(target), options);
    if (run !== undefined) await action(run);
  };
  const openPanel = async ({ folder }: Pick<RunSummary, 'folder'>): Promise<void> => {
    (await panels()).openRunPanel(context.extensionUri, folder);
  };
  const show = async (folder: string): Promise<void> => {
    await openPanel({ folder });
    store.expect(folder);
    await store.refresh();
    void showProgress(store, folder);
  };
  const reportProblem: Action = async (target) => {
    const run = await chooseForReport(store, target);
    if (run !== 'left') await (await reporting()).reportProblem(context, run);
  };
  return {
    ...startingActions(context, store, onRun, show),
    stop: onRun(stoppable, stop),
    showRunning: onRun(active, openPanel),
    openRunPanel: onRun(anyRun('Open Run Panel'), openPanel),
    ...keptActions(onRun, store),
    pickTemperatureStrategy: (...words) => pickStrategy(context.extensionUri, words),
    previewTemperature: async (uri) => preview(context, toUri(uri)),
    newConfig: async () => (await language()).newConfig(),
    clearTeacherCache: async () => (await clearing()).clearTeacherCache(),
    reportProblem,
    showOutput: () => {
      output.show();
      return Promise.resolve();
    },
  };
}

/** What is done with the files that a run keeps. */
function keptActions(onRun: OnRun, store: RunStore): Actions {
  return {
    openLog: onRun(anyRun('Open Log'), openLog),
    openRunConfig: onRun(readable, async ({ manifest }) => {
      await vscode.window.showTextDocument(vscode.Uri.file(manifest?.configPath ?? ''));
    }),
    exportRun: onRun(
      anyRun('Export Run', ({ manifest }) => manifest !== undefined),
      async (run) => (await exporting()).exportChosen(run),
    ),
    revealRunFolder: onRun(anyRun('Reveal Run Folder'), reveal),
    deleteRun: onRun(idle, confirmAndDelete),
    compareRuns: onRun(readable, (run) => compareWith(store, run)),
  };
}

/** What begins a run; `show` brings it into sight. */
function startingActions(
  context: vscode.ExtensionContext,
  store: RunStore,
  onRun: OnRun,
  show: (folder: string) => Promise<void>,
): Actions {
  const start = async (uri: vscode.Uri | undefined): Promise<void> => show(await startBeside(store, context, uri));
  return {
    run: (uri) => start(toUri(uri)),
    rerun: onRun(
      anyRun('Re-run', ({ manifest }) => manifest !== undefined),
      ({ manifest }) => start(vscode.Uri.file(manifest?.configPath ?? '')),
    ),
    resume: onRun(ended, async (run) => {
      requireTrust();
      if (!(await mayGoOn(run))) return;
      await (await starting()).resume(context, run);
      await show(run.folder);
    }),
  };
}

/** Starts a config's run, in the knowledge of those before it; the look reads only what their logs gained. */
async function startBeside(
  store: RunStore,
  context: vscode.ExtensionContext,
  uri: vscode.Uri | undefined,
): Promise<string> {
  const { startFromConfig } = await starting();
  await store.refresh();
  return startFromConfig(context, uri, store.runs);
}

async function preview({ extensionUri }: vscode.ExtensionContext, uri: vscode.Uri | undefined): Promise<void> {
  const document = await (await language()).configDocument(uri);
  (await previews()).openPreview(extensionUri, document);
}

async function pickStrategy(extensionUri: vscode.Uri, [uri, name, path]: readonly unknown[]): Promise<void> {
  const { pickTemperatureStrategy } = await picking();
  await pickTemperatureStrategy(extensionUri, await (await language()).configDocument(toUri(uri)), {
    ...(typeof name === 'string' ? { name } : {}),
    ...(isPath(path) ? { path } : {}),
  });
}

const toUri = (value: unknown): vscode.Uri | undefined => (value instanceof vscode.Uri ? value : undefined);

const isPath = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((part) => typeof part === 'string');

/** Lets the person choose what a run is compared with, its control first. */
async function compareWith(store: RunStore, run: RunSummary): Promise<void> {
  const control = run.manifest && findBaselines(store.runs, run.manifest.config).control?.id;
  const others = store.runs.filter((other) => readable.fits(other) && other.folder !== run.folder);
  if (others.length === 0) throw new Error('there is no other run yet that this one could be compared with');
  const offered = [...others.filter(({ id }) => id === control), ...others.filter(({ id }) => id !== control)];
  const other = await pick(offered, `Compare ${run.name} with`, ({ id }) => (id === control ? 'control' : ''));
  if (other !== undefined) await openComparison([run, other]);
}

const active: ChoiceOptions = { title: 'Running', fits: isActive, none: 'no run is active' };

const stoppable: ChoiceOptions = {
  title: 'Stop Run',
  fits: isActive,
  none: 'no run is active, so there is nothing to stop',
};

/** The run that a problem is about: the one that is given, the only one, or the person's choice; none where there is none. */
async function chooseForReport(store: RunStore, target: unknown): Promise<RunSummary | undefined | 'left'> {
  await store.refresh();
  if (store.runs.length === 0) return undefined;
  return (await chooseRun(store, toTarget(target), anyRun('Report a Problem'))) ?? 'left';
}

const ended: ChoiceOptions = {
  title: 'Resume Run',
  fits: ({ status }) => status === 'stopped' || status === 'failed' || status === 'lost',
  none: 'only a run that was stopped, failed or lost can go on',
};

const idle: ChoiceOptions = {
  title: 'Delete Run',
  fits: (run) => !isActive(run),
  none: 'there is no run that could be deleted; stop an active one first',
};

const readable: ChoiceOptions = anyRun('Compare Runs', ({ manifest }) => manifest !== undefined);

function anyRun(title: string, fits: ChoiceOptions['fits'] = () => true): ChoiceOptions {
  return { title, fits, none: 'there is no run yet: open a config and press ▶ Run above it' };
}

/** Menus hand over a run of the view, an editor's address, or something that is none of our business. */
function toTarget(value: unknown): RunTarget {
  if (value instanceof vscode.Uri) return value;
  const folder = typeof value === 'object' && value !== null && 'folder' in value ? value.folder : undefined;
  return typeof folder === 'string' ? { folder } : undefined;
}

async function reveal({ folder }: RunSummary): Promise<void> {
  // A browser has no file manager; there the folder is shown in the explorer.
  const isDesktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  const command = isDesktop ? 'revealFileInOS' : 'revealInExplorer';
  await vscode.commands.executeCommand(command, vscode.Uri.file(path.join(folder, runFiles.manifest)));
}

async function confirmAndDelete({ folder, name }: RunSummary): Promise<void> {
  const detail = 'Its curves, checkpoints and student are removed from disk.';
  const answer = await vscode.window.showWarningMessage(`Delete run '${name}'?`, { modal: true, detail }, 'Delete');
  if (answer === 'Delete') await deleteRun(folder);
}

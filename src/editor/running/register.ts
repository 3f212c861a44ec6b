import path from 'node:path';
import * as vscode from 'vscode';
import { canRetry, isResumableStatus, isStoppable, type RunSummary } from '../../runs';
import { registerCommands, toUri, type Action, type Host } from '../commands';
import { anyRun, isRepeatable, onRun, onRuns } from '../run-commands';
import type { ChoiceOptions } from '../run-choice';
import { requireTrust } from '../settings';
import { plainMessage } from '../show-error';

/** Registers the commands that start, resume and stop runs. */
export function registerRunning(host: Host): vscode.Disposable {
  return registerCommands(host, {
    run: (uri) => start(host, toUri(uri)),
    runOn: (uri) => runOn(host, toUri(uri)),
    rerun: onRun(host, repeatable, (run) => rerun(host, run)),
    resume: onRun(host, resumable, (run) => resume(host, run)),
    retryFailed: onRun(host, retryable, (run) => resume(host, run, true)),
    addPoints: onRun(host, sweeps('Add Points to Sweep'), async (sweep) => {
      const { addPoints } = await import('./change-sweep');
      if (await addPoints(host.context, sweep, host.store.runs)) await show(host, sweep.folder);
    }),
    dropPoint: onRun(host, ofPoint, async (run) => {
      const { dropPoint } = await import('./change-sweep');
      const { parent, point } = run.manifest ?? {};
      const sweep = host.store.runs.find(({ id, folder }) => id === parent && isBeside(folder, run.folder));
      if (sweep === undefined || point === undefined) throw new Error(ofPoint.none);
      await dropPoint(sweep, point.index, host.store.runs);
    }),
    stop: onRuns(host, stoppable, async (runs) => {
      const { stop } = await import('./stop');
      for (const run of runs) await stop(run, host.store.runs);
    }),
    openLog: openLog(host),
    debugRun: async (uri) => {
      const { debugFromConfig } = await import('./start');
      await show(host, await debugFromConfig(host.context, toUri(uri), host.store.runs));
    },
    selectPython: async () => {
      requireTrust();
      await (await import('../interpreters/select-python')).selectPython();
    },
  });
}

const stoppable: ChoiceOptions = {
  title: 'Stop Run',
  fits: isStoppable,
  none: 'no run is active, so there is nothing to stop',
};

const repeatable: ChoiceOptions = {
  title: 'Re-run',
  fits: isRepeatable,
  none: 'open a config and press ▶ Run; a control is run with the run that it belongs to',
};

const resumable: ChoiceOptions = {
  title: 'Resume Run',
  fits: ({ status }) => isResumableStatus(status),
  none: 'only a run that was stopped, failed or lost can go on',
};

const retryable: ChoiceOptions = {
  title: 'Retry Failed Runs of Sweep',
  fits: canRetry,
  none: 'only a sweep that has ended with runs that failed can try them again',
};

const sweeps = (title: string): ChoiceOptions => ({
  title,
  fits: ({ manifest }) => manifest?.kind === 'sweep',
  none: 'there is no sweep yet',
});

const ofPoint: ChoiceOptions = {
  title: 'Drop Point of Sweep',
  fits: ({ manifest }) => manifest?.point?.stage === 'search',
  none: 'choose a run of a sweep’s point',
};

const isBeside = (one: string, other: string): boolean => path.dirname(one) === path.dirname(other);

const openLog = (host: Host): Action =>
  onRun(host, anyRun('Open Log'), async (run) => (await import('./open-log')).openLog(run));

/** Runs the config of a run again, as its file is now. */
async function rerun(host: Host, { id, folder, manifest }: RunSummary): Promise<void> {
  requireTrust();
  const { hasConfigAgain } = await import('../open-config');
  if (await hasConfigAgain(folder)) {
    const on = manifest?.launcher?.profile;
    await start(host, vscode.Uri.file(manifest?.configPath ?? ''), { repeats: id, ...(on !== undefined && { on }) });
  }
}

/** Starts a config's run where the person says. */
async function runOn(host: Host, uri: vscode.Uri | undefined): Promise<void> {
  requireTrust();
  const { pickPlace } = await import('./place');
  const document = uri ?? vscode.window.activeTextEditor?.document.uri;
  const workspace = document && vscode.workspace.getWorkspaceFolder(document)?.uri.fsPath;
  const on = await pickPlace(workspace);
  if (on !== undefined) await start(host, uri, { on });
}

/** The run that a new one repeats, and the place where it starts: this machine when absent. */
interface StartOptions {
  readonly repeats?: string;
  readonly on?: string;
}

/** Starts a config's run. */
async function start(host: Host, uri: vscode.Uri | undefined, options: StartOptions = {}): Promise<void> {
  const { context, store } = host;
  const { startFromConfig } = await import('./start');
  await store.refresh();
  const { folder, requeueErrors, control } = await startFromConfig(context, uri, store.runs, options);
  for (const error of requeueErrors) host.output.error(error);
  if (control?.error !== undefined) {
    host.output.error(control.error);
    void vscode.window.showWarningMessage(`The control was not started: ${plainMessage(control.error)}`);
  }
  await show(host, folder);
}

async function resume(host: Host, run: RunSummary, retriesFailed = false): Promise<void> {
  requireTrust();
  const [consent, starting] = await Promise.all([import('./consent'), import('./start')]);
  if (!(await consent.mayResume(run, host.store.runs))) return;
  const refused = await starting.changesOf(run);
  const hasChanged = refused !== undefined;
  if (hasChanged && !(await consent.acceptsChanges(run, refused))) return;
  await starting.resume(host.context, run, host.store.runs, { acceptsChangedInputs: hasChanged, retriesFailed });
  await show(host, run.folder);
}

/** Opens the panel of a run that was just started, and shows its progress. */
async function show(host: Host, folder: string): Promise<void> {
  const { store } = host;
  const { openRunPanel } = await import('../panel/run-panel');
  store.expect(folder);
  openRunPanel(host, folder);
  await store.refresh();
  const { showProgress } = await import('./show-progress');
  void showProgress(store, folder);
}

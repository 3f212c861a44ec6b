import * as vscode from 'vscode';
import { registerCommands, type Host } from '../commands';
import { anyRun, toTarget } from '../run-commands';
import { registerRunLog } from './output';

/** Registers the log of runs in the output channel, and the commands that show it and report a problem. */
export function registerReporting(host: Host): vscode.Disposable {
  return vscode.Disposable.from(
    registerRunLog(host),
    registerCommands(host, {
      reportProblem: (target) => report(host, target),
      showOutput: () => {
        host.output.show();
        return Promise.resolve();
      },
    }),
  );
}

/** Reports a problem with the given run, the only one, or the one the person picks; without a run when there is none. */
async function report({ context, store }: Host, target: unknown): Promise<void> {
  await store.refresh();
  const { chooseRun } = await import('../choose-run');
  const isAny = store.runs.length > 0;
  const run = isAny ? await chooseRun(store, toTarget(target), anyRun('Report a Problem')) : undefined;
  if (isAny && run === undefined) return;
  const { reportProblem } = await import('./report-problem');
  await reportProblem(context, run);
}

import type * as vscode from 'vscode';
import { registerCommands, type Host } from '../commands';
import { onRun } from '../run-commands';

/** Registers the command that shows programs which use the student of a run. */
export function registerStudents(host: Host): vscode.Disposable {
  const finished = {
    title: 'Use This Student',
    fits: ({ status }: { readonly status: string }) => status === 'finished',
    none: 'only a finished run has a student to use',
  };
  return registerCommands(host, {
    useStudent: onRun(host, finished, async (run) => (await import('./use-student')).showUse(run)),
  });
}

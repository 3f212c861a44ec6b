import path from 'node:path';
import * as vscode from 'vscode';
import type { Host } from '../commands';
import { taskType } from './task-type';

/** Puts `distillery` on the PATH of the editor's terminals, and registers the tasks of configs. */
export function registerTerminal({ context, output }: Host): vscode.Disposable {
  const folder = path.join(context.globalStorageUri.fsPath, 'bin');
  const program = context.asAbsolutePath('dist/distillery.js');
  const { environmentVariableCollection: variables } = context;
  variables.description = 'The command `distillery`';
  // Behind what is there, so that no program of the person's is hidden.
  variables.append('PATH', `${path.delimiter}${folder}`);
  // Not waited for: no terminal is opened that soon.
  setImmediate(
    () =>
      void import('./write-scripts').then(({ writeScripts }) => {
        writeScripts(folder, program, output);
      }),
  );
  return vscode.tasks.registerTaskProvider(taskType, {
    provideTasks: async () => (await import('./tasks')).provideTasks(program),
    resolveTask: async (task) => (await import('./tasks')).resolveTask(task, program),
  });
}

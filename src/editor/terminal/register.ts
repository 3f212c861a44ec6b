import path from 'node:path';
import * as vscode from 'vscode';
import type { Host } from '../commands';
import { taskType } from './task-type';

/** Puts `distillery` on the PATH of the editor's terminals, once the window has to do with it, and registers the tasks of configs. */
export function registerTerminal(host: Host): vscode.Disposable {
  const program = host.context.asAbsolutePath('dist/distillery.js');
  return vscode.Disposable.from(
    host.store.onDidBegin(() => void addCommand(host, program)),
    vscode.tasks.registerTaskProvider(taskType, {
      provideTasks: async () => (await import('./tasks')).provideTasks(program),
      resolveTask: async (task) => (await import('./tasks')).resolveTask(task, program),
    }),
  );
}

async function addCommand(host: Host, program: string): Promise<void> {
  const folder = path.join(host.context.globalStorageUri.fsPath, 'bin');
  const { environmentVariableCollection: variables } = host.context;
  variables.description = 'The command `distillery`';
  // Behind what is there, so that no program of the person's is hidden.
  variables.append('PATH', `${path.delimiter}${folder}`);
  const { writeScripts } = await import('./write-scripts');
  writeScripts(folder, program, host);
}

import path from 'node:path';
import * as vscode from 'vscode';
import type { Host } from '../commands';
import { taskType } from './task-type';

/**
 * Puts `distillery` on the PATH of the editor's terminals, once the window has to do with it, offers a terminal that has it in every
 * window, and registers the tasks of configs.
 */
export function registerTerminal(host: Host): vscode.Disposable {
  const program = host.context.asAbsolutePath('dist/distillery.js');
  return vscode.Disposable.from(
    host.store.onDidBegin(() => void addCommand(host, program)),
    vscode.window.registerTerminalProfileProvider('distillery.terminal', {
      provideTerminalProfile: async () => {
        await addCommand(host, program);
        return new vscode.TerminalProfile({ name: 'Distillery' });
      },
    }),
    vscode.tasks.registerTaskProvider(taskType, {
      provideTasks: async () => (await import('./tasks')).provideTasks(program),
      resolveTask: async (task) => (await import('./tasks')).resolveTask(task, program),
    }),
  );
}

/** The workspace keeps this: its later windows have the command in terminals that open before the extension is awake, if it ever is. */
async function addCommand(host: Host, program: string): Promise<void> {
  const folder = path.join(host.context.globalStorageUri.fsPath, 'bin');
  const { environmentVariableCollection: variables } = host.context;
  variables.persistent = true;
  variables.description = 'The command `distillery`';
  // Behind what is there, so that no program of the person's is hidden.
  variables.append('PATH', `${path.delimiter}${folder}`);
  const { writeScripts } = await import('./write-scripts');
  writeScripts(folder, program, host);
}

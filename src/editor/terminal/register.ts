import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Host } from '../commands';
import { launchScripts, type LaunchScript } from './launch-scripts';
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
  setImmediate(() => {
    try {
      writeScripts(folder, launchScripts(process.execPath, program));
    } catch (error) {
      output.warn(`the command distillery cannot be written into ${folder}: ${String(error)}`);
    }
  });
  return vscode.tasks.registerTaskProvider(taskType, {
    provideTasks: async () => (await import('./tasks')).provideTasks(program),
    resolveTask: async (task) => (await import('./tasks')).resolveTask(task, program),
  });
}

function writeScripts(folder: string, scripts: readonly LaunchScript[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of scripts) {
    const file = path.join(folder, name);
    if (textOf(file) !== text) writeFileSync(file, text, { mode: 0o755 });
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

import path from 'node:path';
import * as vscode from 'vscode';
import { taskType } from './task-type';

/** A task in tasks.json. */
interface Definition extends vscode.TaskDefinition {
  /** Path of the config, from the workspace folder. */
  readonly config: string;
  readonly command?: 'run' | 'validate';
  /** Values in place of those of the file, such as `temperature.value=6`. */
  readonly set?: readonly (string | number)[];
}

/** Configs for which tasks are listed. */
const maxConfigs = 100;

/** Tasks that run and validate each config of the workspace. */
export async function provideTasks(program: string): Promise<vscode.Task[]> {
  const found = await vscode.workspace.findFiles('**/*.distill.{yaml,yml,json}', '**/node_modules/**', maxConfigs);
  return found
    .sort((one, other) => one.path.localeCompare(other.path))
    .flatMap((uri) => {
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      if (folder === undefined) return [];
      const config = path.posix.relative(folder.uri.path, uri.path);
      return (['run', 'validate'] as const).map((command) =>
        taskOf({ type: taskType, config, command }, folder, program),
      );
    });
}

/** The task of a definition in tasks.json; undefined where it names no config. */
export function resolveTask({ definition, scope }: vscode.Task, program: string): vscode.Task | undefined {
  const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
  return folder !== undefined && isDefinition(definition) ? taskOf(definition, folder, program) : undefined;
}

function isDefinition(definition: vscode.TaskDefinition): definition is Definition {
  const { config, command, set } = definition;
  const isCommand = command === undefined || command === 'run' || command === 'validate';
  return typeof config === 'string' && isCommand && (set === undefined || Array.isArray(set));
}

function taskOf(definition: Definition, folder: vscode.WorkspaceFolder, program: string): vscode.Task {
  const { config, command = 'run', set = [] } = definition;
  const words = [program, command, config, ...set.flatMap((setting) => ['--set', String(setting)])];
  const execution = new vscode.ProcessExecution(process.execPath, words, {
    cwd: folder.uri.fsPath,
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  const task = new vscode.Task(definition, folder, `${command} ${config}`, taskType, execution, `$${taskType}`);
  if (command === 'run') task.group = vscode.TaskGroup.Build;
  return task;
}

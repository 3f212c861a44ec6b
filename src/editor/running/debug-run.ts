import path from 'node:path';
import * as vscode from 'vscode';
import { makeRunToDebug, type CheckedConfig } from '../../running';
import { deleteRun, openEventWriter, readOwner } from '../../runs';
import type { LaunchSettings } from '../../launchers';

const debuggerId = 'ms-python.debugpy';

/**
 * Starts a script's run under the Python Debugger: the same command, folder and environment, in one process that the debugger
 * owns. Our package claims the run when the script opens it. Gives the run's folder. Throws a sentence where the debugger is
 * missing, and as `startRun` does.
 */
export async function debugRun(checked: CheckedConfig, settings: LaunchSettings): Promise<string> {
  if (vscode.extensions.getExtension(debuggerId) === undefined) {
    throw new Error(
      `Debug Run needs the Python Debugger extension (${debuggerId}), which is not installed; install it in the Extensions view, and try again`,
    );
  }
  const { run, program } = await makeRunToDebug(checked, settings);
  const { folder } = run;
  const events = openEventWriter(folder, 1, 'as before');
  for (const event of program.events ?? []) events.write(event);
  events.close();
  const name = path.basename(folder);
  const [, file = '', ...args] = program.args;
  const watching = dropUnopened(name, folder);
  const isStarted = await vscode.debug.startDebugging(
    vscode.workspace.getWorkspaceFolder(vscode.Uri.file(checked.file)),
    {
      ...{ type: 'debugpy', request: 'launch', name, python: program.command, args },
      ...{ program: path.resolve(program.cwd ?? '', file), cwd: program.cwd },
      ...{ console: 'internalConsole', subProcess: false },
      env: { ...program.env, DISTILLERY_RUN_DIR: folder },
    },
  );
  if (isStarted) return folder;
  watching.dispose();
  await deleteRun(folder);
  throw new Error('the Python Debugger did not start; its output says why');
}

/** Removes the folder of a run once its session is over, where the script has never opened it. */
function dropUnopened(name: string, folder: string): vscode.Disposable {
  const watching = vscode.debug.onDidTerminateDebugSession((session) => {
    if (session.name !== name) return;
    watching.dispose();
    if (readOwner(folder) === undefined) void deleteRun(folder);
  });
  return watching;
}

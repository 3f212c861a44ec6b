import * as vscode from 'vscode';
import { makeRunToDebug, type CheckedConfig } from '../../running';
import { deleteRun, readOwner } from '../../runs';
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
  const { folder, launch } = await makeRunToDebug(checked, settings);
  const watching = dropUnopened(launch.name, folder);
  const within = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(checked.file));
  let reason = 'the Python Debugger did not start; its output says why';
  try {
    if (await vscode.debug.startDebugging(within, { ...launch })) return folder;
  } catch (error) {
    reason = `the Python Debugger did not start: ${error instanceof Error ? error.message : String(error)}`;
  }
  watching.dispose();
  await deleteRun(folder);
  throw new Error(reason);
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

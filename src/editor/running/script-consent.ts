import * as vscode from 'vscode';
import { describeCommand, type ScriptCommand } from '../../launchers';
import { isScriptAgreed, rememberScript } from '../../running';

const run = 'Run Script';

/**
 * Asks once for a script's exact command, models of Python code, or a Python of the workspace, with its folder and environment; true where the person
 * agrees, or has before. Throws a CancellationError where they do not.
 */
export async function allowScript(command: ScriptCommand): Promise<boolean> {
  if (!vscode.workspace.isTrusted) return false;
  if (isScriptAgreed(command)) return true;
  const [file = ''] = command.args;
  const detail = [
    'It runs with your rights:',
    describeCommand(command),
    `in ${command.cwd}`,
    'You are asked again when the command, its folder or its interpreter change, and not when the script itself is edited.',
  ].join('\n\n');
  const ofOurs = command.isOurs === true ? 'Execute the Python of this workspace?' : `Run the script '${file}'?`;
  const question = command.code === undefined ? ofOurs : `Execute ${command.code}?`;
  const agree = command.isOurs === true || command.code !== undefined ? 'Execute' : run;
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, agree);
  if (answer !== agree) throw new vscode.CancellationError();
  rememberScript(command);
  return true;
}

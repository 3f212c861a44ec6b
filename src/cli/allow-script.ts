import { describeCommand, type ScriptCommand } from '../launchers';
import { isScriptAgreed, rememberScript } from '../running';
import { ask, printMessage } from './output';
import { UsageError } from './usage-error';

/**
 * Consent to a script's exact command, or to a Python of the workspace, in a terminal: given before, by `--allow-script`, or by an answer on a terminal. Throws
 * UsageError where nobody can be asked.
 */
export async function allowScript(
  command: ScriptCommand,
  { allowScript: isAllowed }: { readonly allowScript?: boolean },
): Promise<boolean> {
  if (isScriptAgreed(command)) return true;
  const ofOurs = command.isOurs === true ? 'executes a Python that lies in the project' : 'runs a script';
  const what = command.code === undefined ? ofOurs : `executes ${command.code}`;
  const written = `${describeCommand(command)}, in ${command.cwd}`;
  if (isAllowed === true || (await agrees(what, written))) {
    rememberScript(command);
    return true;
  }
  if (process.stdin.isTTY) return false;
  throw new UsageError(
    `the config ${what}, which nobody has agreed to yet: ${written}. Look at it, and add --allow-script once`,
  );
}

async function agrees(what: string, written: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  printMessage(`the config ${what} with your rights: ${written}`);
  return /^y(es)?$/i.test((await ask('Run it? It is asked once for this command. [y/N] ')).trim());
}

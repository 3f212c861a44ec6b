import { isAgreed, rememberAgreement } from '../runs';
import type { ScriptCommand } from './script-program';

const purpose = 'script';

/** Variables of the user that decide what Python imports or executes before a script. */
const decisive = ['PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP', 'PYTHONINSPECT', 'VIRTUAL_ENV', 'CONDA_PREFIX'] as const;

/**
 * The content that a person agrees to: interpreter, script, arguments, folder and the variables that decide what Python
 * loads. The script's own text is none of it, since it is edited all day; nor is the folder of our package, which every
 * version has anew.
 */
function contentOf({ interpreter, args, cwd }: ScriptCommand, environment: NodeJS.ProcessEnv): unknown {
  return { interpreter, args, cwd, environment: decisive.map((name) => [name, environment[name] ?? '']) };
}

/** Whether the person has agreed to this command before. */
export function isScriptAgreed(command: ScriptCommand, environment = process.env): boolean {
  return isAgreed(purpose, contentOf(command, environment), environment);
}

/** Remembers that the person agreed to this command. */
export function rememberScript(command: ScriptCommand, environment = process.env): void {
  rememberAgreement(purpose, contentOf(command, environment), environment);
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ScriptConfig } from '../config';
import type { ChosenInterpreter } from '../interpreters';
import type { InputChange } from '../runs';
import type { TrainerProgram } from '../supervisor';
import type { PythonCode } from './python-code';
import { pythonProgram, type Bundles } from './python-program';
import { sha256Of } from '../runs';

/** A command that executes a user's code, as a dialog shows it. */
export interface ScriptCommand {
  /** Absolute path of the interpreter. */
  readonly interpreter: string;
  /** The script as the config writes it, and its arguments; or our own module, and what it makes by the user's code. */
  readonly args: readonly string[];
  /** The config's folder, in which it runs. */
  readonly cwd: string;
  /** Whether the program is our own, and only its interpreter is one of the workspace's. */
  readonly isOurs?: true;
  /** The user's code that a training of ours executes, in words; absent for a script. */
  readonly code?: string;
}

/** Whether a person lets a script, models and data of Python code, or an interpreter of the workspace run. */
export type AllowScript = (command: ScriptCommand) => Promise<boolean>;

/** The command of a config's script: no shell is in between, and numbers are written as they are. */
export function scriptCommand({ script }: ScriptConfig, configPath: string, interpreter: string): ScriptCommand {
  // A name such as `-m.py` would be an option of Python's.
  const file = script.file.startsWith('-') ? `./${script.file}` : script.file;
  return { interpreter, args: [file, ...script.args.map(String)], cwd: path.dirname(configPath) };
}

/**
 * The command of a training whose models or data are Python code of the user's; undefined where none is. Callables and files of weights
 * are agreed to, and their arguments are not, since a sweep varies them.
 */
export function codeCommand(
  executed: readonly PythonCode[],
  configPath: string,
  interpreter: string,
): ScriptCommand | undefined {
  if (executed.length === 0) return undefined;
  const named = executed.flatMap(({ python, weights }) => [python, ...(weights === undefined ? [] : [weights])]);
  const code = [...new Set(executed.map(({ python }) => inQuotes(python)))].join(' and ');
  const args = ['-m', 'distillery', 'train', ...new Set(named)];
  return { code: `the code of ${code}`, interpreter, args, cwd: path.dirname(configPath) };
}

/** Characters that are not seen, or that change the order of others: nobody would agree to what they hide. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]|[^\P{Zs} ]/gu;

/** A command in one line, for a person to look at; words with other signs than plain ones are in quotes, what is not seen is a number. */
export function describeCommand({ interpreter, args }: ScriptCommand): string {
  return [interpreter, '-u', ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : inQuotes(word))).join(' ');
}

const inQuotes = (word: string): string => JSON.stringify(word).replaceAll(unseen, asNumber);
const asNumber = (sign: string): string => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * The program of a script run; the log gets the interpreter and the content of the script, and its change since the attempt
 * before, which the person has agreed to.
 */
export async function scriptProgram(
  interpreter: ChosenInterpreter,
  { args, cwd }: ScriptCommand,
  settings: Bundles,
  changes?: readonly InputChange[],
): Promise<TrainerProgram> {
  const program = pythonProgram(interpreter, { args, cwd }, settings);
  // Of the same name as for our own trainer: our package asks for it too.
  const env = { ...program.env, DISTILLERY_CHANGED_INPUTS: changes === undefined ? '' : '1' };
  const sha256 = await hashScript(path.resolve(cwd, args[0] ?? ''));
  const inputs =
    sha256 === undefined ? [] : [{ type: 'inputs' as const, script: { sha256 }, ...(changes && { changes }) }];
  return { ...program, env, events: [...(program.events ?? []), ...inputs] };
}

/** SHA-256 of a script in hex; undefined where it cannot be read. */
export async function hashScript(file: string): Promise<string | undefined> {
  try {
    return sha256Of(await readFile(file));
  } catch {
    return undefined;
  }
}

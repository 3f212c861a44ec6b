import path from 'node:path';
import { describeOrigin, type ChosenInterpreter, type InterpreterCandidate } from '../interpreters';
import type { TrainerProgram } from '../supervisor';

/** Lists candidates for the interpreter of a workspace, the first one first; called for programs that need one. */
export type FindPython = (workspace: string) => Promise<readonly InterpreterCandidate[]>;

/** Place of our bundles. */
export interface Bundles {
  readonly trainerPath: string;
}

/** A Python program: what follows the interpreter in the command, such as `['train.py', '--epochs', '3']`. */
export interface PythonCommand {
  readonly args: readonly string[];
  readonly cwd: string;
}

/**
 * A program in Python, unbuffered and with our package in front of the user's PYTHONPATH. All else of the user's environment,
 * such as conda's variables, stays. The log gets the interpreter and the reason for its choice.
 */
export function pythonProgram(
  interpreter: ChosenInterpreter,
  { args, cwd }: PythonCommand,
  settings: Bundles,
  environment: NodeJS.ProcessEnv = process.env,
): TrainerProgram {
  const { path: command, origin, version, torch, otherDistillery } = interpreter;
  const own = environment['PYTHONPATH'] ?? '';
  const packages = [packageFolder(settings), ...(own === '' ? [] : [own])].join(path.delimiter);
  return {
    ...{ command, args: ['-u', ...args], cwd, env: { PYTHONPATH: packages, PYTHONUNBUFFERED: '1' } },
    events: [
      {
        ...{ type: 'interpreter', version, path: command, origin: describeOrigin(origin) },
        ...(torch !== undefined && { torch }),
        ...(otherDistillery !== undefined && { otherModule: otherDistillery }),
      },
    ],
  };
}

/**
 * Words that start a module of our package. Not by `-m`, which looks in the working folder first: a file there that is called as one of
 * Python's own modules would be executed, and a config is no agreement to that.
 */
export function moduleWords(name: string): readonly string[] {
  return [
    '-c',
    `import sys; sys.path[:] = filter(None, sys.path); import runpy; runpy.run_module("${name}", run_name="__main__", alter_sys=True)`,
  ];
}

/** Words that start our package. */
export const ourModule = moduleWords('distillery');

/** The folder that holds our Python package, beside that of the bundles. */
export function packageFolder({ trainerPath }: Bundles): string {
  return path.join(path.dirname(path.dirname(trainerPath)), 'python');
}

import path from 'node:path';
import type { TrainerProgram } from '../supervisor';

/** A launch of the Python Debugger, in the words of debugpy's launch.json. */
export interface DebugLaunch {
  readonly type: 'debugpy';
  readonly request: 'launch';
  /** The run's id. */
  readonly name: string;
  /** The interpreter. */
  readonly python: string;
  /** Absolute path of the script. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly console: 'internalConsole';
  /** One process: a worker that stops at a breakpoint would hold up the training. */
  readonly subProcess: false;
  readonly env: Readonly<Record<string, string>>;
}

/** The launch that debugs a script's program, as the run of a folder: the same command, folder and environment. */
export function debugLaunch({ command, args, cwd = '', env }: TrainerProgram, runFolder: string): DebugLaunch {
  // The first word is that of an unbuffered output, which a debugger has anyway.
  const [, script = '', ...words] = args;
  return {
    ...{ type: 'debugpy', request: 'launch', name: path.basename(runFolder) },
    ...{ python: command, program: path.resolve(cwd, script), args: words, cwd },
    ...{ console: 'internalConsole', subProcess: false },
    env: { ...env, DISTILLERY_RUN_DIR: runFolder },
  };
}

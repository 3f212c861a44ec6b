import path from 'node:path';
import { pathFrom } from '../../../paths';
import type { Exit } from '../../protocol/schemas/process-files';
import { runFiles, workspaceOf } from '../../folder/folders';
import { endOfFile } from './output-end';
import { findTraceback, ownFrame, type Traceback } from './traceback';

/** End of a script whose log has none, in the words of who wrote the script. */
export interface ScriptEnd {
  readonly message: string;
  readonly hint: string;
}

/** Fields of a run's progress that show how its script ended. */
interface Logged {
  readonly step: number;
  readonly epoch: number;
  /** The last event; those that its starter wrote tell nothing of the script. */
  readonly last?: string;
  readonly python?: { readonly path: string };
}

const outputBytes = 64 << 10;
/** Maximum number of lines of the output's end in the message. */
const shownLines = 5;

/** Describes the exit of a script by its exit code, its output and its log. `script`: its file as the config writes it. */
export function describeScriptEnd(
  runFolder: string,
  script: string,
  exit: Exit,
  logged: Logged,
): ScriptEnd | undefined {
  if (exit.reason !== undefined) return undefined;
  const output = endOfFile(runFolder, runFiles.output, outputBytes);
  const traceback = exit.code === 0 ? undefined : findTraceback(output);
  if (traceback !== undefined) return describeException(traceback, runFolder, output, logged);
  const how = exit.signal === null ? `exit code ${exit.code ?? 'unknown'}` : exit.signal;
  if (exit.code !== 0) {
    const message = `${script} ended with ${how}; ${seenOf(logged)}`;
    // The supervisor writes down that it was the one who killed.
    const isOurs = exit.signal !== 'SIGKILL' || output.includes('does not end: SIGKILL');
    if (isOurs) return { message, hint: endsWith(output) };
    return { message, hint: `Memory may have run out: lower the batch size. ${endsWith(output)}` };
  }
  const isSilent = isOfStarter(logged.last);
  return {
    message: `${script} ended with exit code 0 and without run.finish(); ${seenOf(logged)}`,
    hint: isSilent
      ? 'Call distillery.init() in it, log its steps and end with run.finish(); its output is in output.log'
      : 'End it with run.finish(), so that its result is known; its output is in output.log',
  };
}

const isOfStarter = (last = 'interpreter'): boolean => last === 'interpreter' || last === 'inputs' || last === 'notice';

/** Events of the script in words: what was seen of it and what was not. */
function seenOf({ last, step, epoch }: Logged): string {
  if (isOfStarter(last)) return 'it logged nothing';
  if (step === 0) return `it logged no step, and its last event is '${last ?? ''}'`;
  return `its last step is ${step}${epoch > 0 ? `, in epoch ${Math.ceil(epoch)}` : ''}, and it logged no result`;
}

function describeException(traceback: Traceback, runFolder: string, output: string, { python }: Logged): ScriptEnd {
  const workspace = workspaceOf(runFolder);
  const frame = ownFrame(traceback, workspace) ?? traceback.frames.at(-1);
  const place = frame === undefined ? '' : `${placeOf(frame.file, workspace)}:${frame.line}: `;
  const message = `${place}${traceback.exception}`;
  const ofOurs = hintForOurPackage(traceback.exception);
  if (ofOurs !== undefined) return { message, hint: ofOurs };
  const missing = /^ModuleNotFoundError: No module named '([\w.]+)'/.exec(traceback.exception)?.[1]?.split('.')[0];
  if (missing === undefined || python === undefined) return { message, hint: endsWith(output) };
  const install = `'${python.path} -m pip install ${missing}'`;
  return { message, hint: `Install it with ${install}, or choose another Python with 'Distillery: Select Python…'` };
}

/** Exceptions of a script that imports a module of its own as `distillery`, which has none of what ours has. */
const otherModule =
  /^(?:AttributeError: (?:partially initialized )?module 'distillery' has no attribute|ImportError: cannot import name '.*' from (?:partially initialized module )?'distillery'|ModuleNotFoundError: No module named 'distillery\.\S+'; 'distillery' is not a package)/;

/** Next step where a script did not get our package; on the package index another one has its name. */
function hintForOurPackage(exception: string): string | undefined {
  if (otherModule.test(exception)) {
    return 'A module of your own is imported as distillery, in place of Distillery’s package; rename it';
  }
  if (!/^ModuleNotFoundError: No module named 'distillery'/.test(exception)) return undefined;
  return 'A run finds Distillery’s package by PYTHONPATH; keep that variable for a Python that the script starts, and its folder in sys.path';
}

/** A file's path from the workspace where it lies in there. */
function placeOf(file: string, workspace: string): string {
  return pathFrom(workspace, path.resolve(workspace, file)) ?? file;
}

function endsWith(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || output.startsWith('(')) return 'It printed nothing';
  return `Its output ends: ${lines.slice(-shownLines).join(' ⏎ ').slice(-500)}`;
}

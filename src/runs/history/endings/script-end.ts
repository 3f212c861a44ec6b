import path from 'node:path';
import { isInside } from '../../../paths';
import type { Exit } from '../../protocol/schemas/process-files';
import { runFiles } from '../../folder/folders';
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
  if (exit.code !== 0) return { message: `${script} ended with ${how}; ${seenOf(logged)}`, hint: endsWith(output) };
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
  const workspace = path.dirname(path.dirname(path.dirname(runFolder)));
  const frame = ownFrame(traceback, workspace) ?? traceback.frames.at(-1);
  const place = frame === undefined ? '' : `${placeOf(frame.file, workspace)}:${frame.line}: `;
  const missing = /^ModuleNotFoundError: No module named '([\w.]+)'/.exec(traceback.exception)?.[1]?.split('.')[0];
  const message = `${place}${traceback.exception}`;
  if (missing === undefined || python === undefined) return { message, hint: endsWith(output) };
  const install = `'${python.path} -m pip install ${missing}'`;
  return { message, hint: `Install it with ${install}, or choose another Python with 'Distillery: Select Python…'` };
}

/** A file's path from the workspace where it lies in there. */
function placeOf(file: string, workspace: string): string {
  const place = path.resolve(workspace, file);
  return isInside(workspace, place) ? path.relative(workspace, place).split(path.sep).join('/') : file;
}

function endsWith(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || output.startsWith('(')) return 'It printed nothing';
  return `Its output ends: ${lines.slice(-shownLines).join(' ⏎ ').slice(-500)}`;
}

import { InterpreterFault } from '../interpreters';
import { JobNotAllowed, NotStarted, ProfileFault, ScriptNotAllowed, SubmitFault } from '../launchers';
import { Refusal } from '../running';
import { StoreRefusal } from '../runs';
import { StudentFault } from '../students';
import { formatError, wordsOfSystemError } from '../wording';
import { commands } from './commands/catalogue';
import { printFault, printMessage } from './output';
import { performCommand } from './program';
import { UsageError } from './usage-error';

/** Performs the command that the words name, and prints an error. Gives the exit code: 2 where nothing was started. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  try {
    return await performCommand(commands, [...words]);
  } catch (error) {
    const isMistake = mistakes.some((mistake) => error instanceof mistake);
    if (isMistake && error instanceof Error) printMessage(error.message);
    else printFault(describe(error));
    return isMistake ? 2 : 1;
  }
}

/** Errors after which nothing was started, and the person has to say something else. */
const mistakes = [UsageError, Refusal, InterpreterFault, ScriptNotAllowed, ProfileFault, JobNotAllowed];

/** Description of an error: a file system's error in a sentence, a fault of the program with its stack. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isSaid = [StoreRefusal, NotStarted, StudentFault, SubmitFault].some((fault) => error instanceof fault);
  if (isSaid) return error.message;
  if (wordsOfSystemError(error) !== undefined) return formatError(error);
  if ('syscall' in error) return `the file system refused: ${error.message}`;
  return error.stack ?? error.message;
}

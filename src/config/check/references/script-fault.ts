import type { ProblemCode } from '../../problems/codes';
import type { Problem } from '../../problems/problem';

/** A script as found on disk, as far as a fault follows from it. */
interface FoundScript {
  readonly kind: string;
  /** A module named `distillery` beside it. */
  readonly shadow?: string;
}

interface ScriptFault {
  readonly code: ProblemCode;
  readonly message: string;
  readonly advice: string;
  readonly severity?: Problem['severity'];
}

/** The fault of a config's script by what was found at its path; undefined where there is none or nothing is known yet. */
export function faultOfScript(path: string, found: FoundScript | undefined): ScriptFault | undefined {
  if (found?.kind === 'script') return found.shadow === undefined ? undefined : shadowed(path, found.shadow);
  return faultOfPlace(path, found, { file: 'Python file', it: 'the script', remedy: 'Write the training into it.' });
}

/** The fault of a Python file that gives a model, in the same way. */
export function faultOfCode(path: string, found: FoundScript | undefined): ScriptFault | undefined {
  return faultOfPlace(path, found, { file: 'Python file', it: 'the file', remedy: 'Write the model into it.' });
}

/** The fault of a file of weights, in the same way. */
export function faultOfWeights(path: string, found: FoundScript | undefined): ScriptFault | undefined {
  return faultOfPlace(path, found, { file: 'file of weights', it: 'the weights', remedy: 'Save them again.' });
}

interface PlaceWords {
  readonly file: string;
  readonly it: string;
  /** Advice where the file is empty. */
  readonly remedy: string;
}

function faultOfPlace(
  path: string,
  found: FoundScript | undefined,
  { file, it, remedy }: PlaceWords,
): ScriptFault | undefined {
  const wrong = (message: string, advice: string): ScriptFault => ({ code: 'wrong-file', message, advice });
  switch (found?.kind) {
    case 'missing':
      return {
        code: 'missing-file',
        message: `There is no file '${path}'`,
        advice: `Write a path from the config’s folder to a ${file}.`,
      };
    case 'outside':
      return wrong(
        `'${path}' leads out of the workspace`,
        `Copy ${it} into the workspace, or allow its folder in the setting distillery.allowedFolders.`,
      );
    case 'folder':
      return wrong(`'${path}' is a folder`, `Name the ${file} in it.`);
    case 'empty':
      return wrong(`'${path}' is empty`, remedy);
    default:
      return undefined;
  }
}

/** Python looks for modules in the script's folder first, whatever PYTHONPATH says. */
function shadowed(path: string, shadow: string): ScriptFault {
  return {
    code: 'shadowed-package',
    message: `'${shadow}' lies beside '${path}', which imports it in place of Distillery’s package`,
    advice: 'Rename it, if the script is to log a run.',
    severity: 'warning',
  };
}

import { faultOfPlace, type ReferenceFault } from './misplaced-file';

/** A script as found on disk, as far as a fault follows from it. */
interface FoundScript {
  readonly kind: string;
  /** A module named `distillery` beside it. */
  readonly shadow?: string;
  /** Its functions and classes. */
  readonly callables?: readonly string[];
  /** All names that it binds, where they are known. */
  readonly names?: ReadonlySet<string>;
}

/** Callables that a message lists at most. */
const maxNamed = 8;

/** The fault of a config's script by what was found at its path; undefined where there is none or nothing is known yet. */
export function faultOfScript(path: string, found: FoundScript | undefined): ReferenceFault | undefined {
  if (found?.kind === 'script') return found.shadow === undefined ? undefined : shadowed(path, found.shadow);
  return faultOfPlace(path, found, { file: 'Python file', it: 'the script', remedy: 'Write the training into it.' });
}

/** The fault of a Python file that gives a model or data sets by a callable, in the same way. */
export function faultOfCode(
  path: string,
  callable: string,
  found: FoundScript | undefined,
): ReferenceFault | undefined {
  const [first = ''] = callable.split('.');
  if (found?.kind === 'script') {
    const { names, callables = [] } = found;
    if (names === undefined || names.has(first)) return undefined;
    const has = callables.slice(0, maxNamed).join(', ');
    return {
      code: 'missing-callable',
      message: `'${path}' has no '${first}'`,
      advice: has === '' ? 'Define it there, as a function or a class.' : `It has ${has}.`,
    };
  }
  return faultOfPlace(path, found, { file: 'Python file', it: 'the file', remedy: 'Write the code into it.' });
}

/** The fault of a file of weights, in the same way. */
export function faultOfWeights(path: string, found: FoundScript | undefined): ReferenceFault | undefined {
  return faultOfPlace(path, found, { file: 'file of weights', it: 'the weights', remedy: 'Save them again.' });
}

/** Python looks for modules in the script's folder first, whatever PYTHONPATH says. */
function shadowed(path: string, shadow: string): ReferenceFault {
  return {
    code: 'shadowed-package',
    message: `'${shadow}' lies beside '${path}', which imports it in place of Distillery’s package`,
    advice: 'Rename it, if the script is to log a run.',
    severity: 'warning',
  };
}

import { faultOfPlace, type ReferenceFault } from './misplaced-file';

/** A script as found on disk, as far as a fault follows from it. */
interface FoundScript {
  readonly kind: string;
  /** A module named `distillery` beside it. */
  readonly shadow?: string;
}

/** The fault of a config's script by what was found at its path; undefined where there is none or nothing is known yet. */
export function faultOfScript(path: string, found: FoundScript | undefined): ReferenceFault | undefined {
  if (found?.kind === 'script') return found.shadow === undefined ? undefined : shadowed(path, found.shadow);
  return faultOfPlace(path, found, { file: 'Python file', it: 'the script', remedy: 'Write the training into it.' });
}

/** The fault of a Python file that gives a model, in the same way. */
export function faultOfCode(path: string, found: FoundScript | undefined): ReferenceFault | undefined {
  return faultOfPlace(path, found, { file: 'Python file', it: 'the file', remedy: 'Write the model into it.' });
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

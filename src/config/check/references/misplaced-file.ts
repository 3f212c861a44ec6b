import type { ProblemCode } from '../../problems/codes';
import type { Problem } from '../../problems/problem';

/** Fault of a file or run that a config names. */
export interface ReferenceFault {
  readonly code: ProblemCode;
  readonly message: string;
  readonly advice: string;
  /** `error` when absent. */
  readonly severity?: Problem['severity'];
}

/** Words for a kind of file. */
interface FileWords {
  /** Such as `model file`. */
  readonly file: string;
  /** Such as `the model`. */
  readonly it: string;
  /** Advice where the file is empty. */
  readonly remedy: string;
}

/** The fault of a path at which there is no file with content; undefined where there is one or nothing is known yet. */
export function faultOfPlace(
  path: string,
  found: { readonly kind: string } | undefined,
  { file, it, remedy }: FileWords,
): ReferenceFault | undefined {
  const wrong = (message: string, advice: string): ReferenceFault => ({ code: 'wrong-file', message, advice });
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

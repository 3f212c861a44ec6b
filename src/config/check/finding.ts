import type { ProblemCode } from '../problems/codes';
import type { Problem } from '../problems/problem';

/** Reports a finding at a path, or at the nearest parent that is written; a remedy is a value that would be right there. */
export type AddFinding = (
  code: ProblemCode,
  severity: Problem['severity'],
  path: readonly string[],
  message: string,
  remedy?: unknown,
) => void;

/** Tells whether a text writes the setting at a path, or leaves it to its default. */
export type IsWritten = (path: readonly string[]) => boolean;

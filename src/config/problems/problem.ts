import type { ProblemCode } from './codes';

/** UTF-16 offsets into the text; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A finding about a config, with its place in the text. */
export interface Problem extends Range {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  /** The keys and list indices of the value in question, where there are any. */
  readonly path?: readonly PropertyKey[];
  /** A value for that place that removes the problem, where one is obvious. */
  readonly remedy?: unknown;
  /** A change of the text itself that removes the problem, where one is obvious. */
  readonly repair?: Repair;
}

/** Replacements in the text, with a title for the fix. */
export interface Repair {
  readonly title: string;
  readonly edits: readonly (Range & { readonly newText: string })[];
}

/** An error at a range of the text. */
export function errorAt({ start, end }: Range, code: ProblemCode, message: string): Problem {
  return { code, severity: 'error', message, start, end };
}

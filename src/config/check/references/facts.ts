import type { SeenInput } from '../../../models/architecture';

/** A model file that a config names, as found on disk. */
export type FileInfo =
  | { readonly kind: 'missing' | 'folder' | 'empty' | 'outside' }
  /**
   * A Python file; `shadow` is a module named `distillery` beside it, which it would import in place of ours, and `callables` are its
   * functions and classes, `names` all that its text binds, absent where code may make others.
   */
  | {
      readonly kind: 'script';
      readonly shadow?: string;
      readonly callables?: readonly string[];
      readonly names?: ReadonlySet<string>;
    }
  /** No model; `found` says what it is, such as `a NumPy array`. */
  | { readonly kind: 'other'; readonly found?: string }
  /** A model that cannot be used as it is, with the rest of a sentence about it and what to do. */
  | ({ readonly kind: 'unusable' } & UnfitReason)
  /** A network whose weights are in a file that is not there. */
  | { readonly kind: 'incomplete'; readonly missing: string }
  /** A file of answers, with its rows and columns where they could be counted; columns of a table have names. */
  | ({ readonly kind: 'answers' } & CountedAnswers)
  | {
      readonly kind: 'network';
      /** Of one example, where the file says it; a length that it leaves open is undefined. */
      readonly input?: readonly (number | undefined)[];
      readonly classes?: number;
      readonly whyUnfit?: WhyUnfit;
    };

/** Rows and columns of a file of answers. */
export interface CountedAnswers {
  readonly rows?: number;
  readonly columns?: number;
  readonly columnNames?: readonly string[];
  /** Size of a table of text that is too large to be counted before a run. */
  readonly uncountedBytes?: number;
}

/** Finds the fault of a network as a whole for some data; undefined where there is none. */
export type WhyUnfit = (data: ExpectedData) => UnfitReason | undefined;

/** The rest of a sentence about a model file, and what to do. */
export interface UnfitReason {
  readonly reason: string;
  readonly advice: string;
}

/** An earlier run that a config names, as found on disk. */
export type RunInfo =
  /** `foreign` is the student of a run that is the user's own Python code. */
  | { readonly kind: 'missing' | 'unfinished' | 'foreign' }
  /** With the shape of its data, where that is known. */
  | {
      readonly kind: 'there';
      readonly input?: readonly number[];
      readonly classes?: number;
      readonly whyUnfit?: WhyUnfit;
    };

/** The data that a network must fit: the shape of one example, and the number of classes. */
export interface ExpectedData {
  readonly shape: readonly number[];
  readonly classes: number;
  /** Order of the axes that the config states. */
  readonly layout?: SeenInput['layout'];
  /** Examples of all splits. */
  readonly examples?: number;
}

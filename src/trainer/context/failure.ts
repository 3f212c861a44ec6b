import type { InputChange } from '../../runs';
import { DataFault } from '../../data-sources';
import { wordsOfSystemError } from '../../wording';

export interface FailureOptions extends ErrorOptions {
  /** The step, file or setting where it happened. */
  readonly where?: string;
  /** The inputs whose change is the failure. */
  readonly changes?: readonly InputChange[];
  /** Name of the teacher that could not be had. */
  readonly teacher?: string;
}

/** Failure that a person can mend: shown with its hint in the terminal, the runs view and the panel. */
export class TrainingFailure extends Error {
  readonly where: string | undefined;
  readonly changes: readonly InputChange[] | undefined;
  readonly teacher: string | undefined;

  constructor(
    message: string,
    readonly hint: string,
    private readonly options?: FailureOptions,
  ) {
    super(message, options);
    this.name = 'TrainingFailure';
    this.where = options?.where;
    this.changes = options?.changes;
    this.teacher = options?.teacher;
  }

  /** The same failure, of a teacher. */
  ofTeacher(teacher: string): TrainingFailure {
    return new TrainingFailure(this.message, this.hint, { ...this.options, teacher });
  }
}

/** Thrown between two steps when the run is asked to stop. */
export class StopRequested extends Error {}

/** Text of a failed event: the error's message and, if a person can mend it, a hint and the place. */
export interface FailureText {
  readonly message: string;
  readonly hint?: string;
  readonly where?: string;
  readonly changes?: readonly InputChange[];
  readonly teacher?: string;
}

/** Puts an error into words; what the file system refuses comes with a next step. */
export function describeFailure(error: unknown): FailureText {
  if (error instanceof TrainingFailure) {
    const { message, hint, where, changes, teacher } = error;
    return {
      ...{ message, hint },
      ...(where !== undefined && { where }),
      ...(changes !== undefined && { changes }),
      ...(teacher !== undefined && { teacher }),
    };
  }
  // Data that is read anew while a training goes on.
  if (error instanceof DataFault) return { message: error.message, hint: error.hint };
  if (!(error instanceof Error)) return { message: String(error) };
  const known = wordsOfSystemError(error);
  if (known === undefined) return { message: error.message };
  const { code, path: file } = error as NodeJS.ErrnoException;
  const next = code === 'EROFS' ? known.next : `${known.next}, then resume the run: its last checkpoint is whole`;
  return { message: `${known.what}: ${error.message}`, hint: next, ...(file === undefined ? {} : { where: file }) };
}

export interface FailureOptions extends ErrorOptions {
  /** The step, file or setting where it happened. */
  readonly where?: string;
}

/** What a person can mend: shown with its hint in the terminal, the runs view and the panel. */
export class TrainingFailure extends Error {
  readonly where: string | undefined;

  constructor(
    message: string,
    readonly hint: string,
    options?: FailureOptions,
  ) {
    super(message, options);
    this.name = 'TrainingFailure';
    this.where = options?.where;
  }
}

/** Thrown between two steps when the run is asked to stop. */
export class StopRequested extends Error {}

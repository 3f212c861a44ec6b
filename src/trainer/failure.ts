/** What a person can mend: shown with its hint in the terminal, the runs view and the panel. */
export class TrainingFailure extends Error {
  constructor(
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'TrainingFailure';
  }
}

/** Thrown between two steps when the run is asked to stop. */
export class StopRequested extends Error {}

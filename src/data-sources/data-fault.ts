/** A fault of a user's data: what is wrong, in which file, and what to do next. */
export class DataFault extends Error {
  /** @param hint a phrase in the imperative, without a full stop */
  constructor(
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DataFault';
  }
}

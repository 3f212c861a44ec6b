/** A setting that would mend a fault of data. */
export interface DataRemedy {
  /** Its place in the config. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** A fault of a user's data: what is wrong, in which file, and what to do next. */
export class DataFault extends Error {
  /** Found where one is sure to mend the fault. */
  readonly remedy: DataRemedy | undefined;

  /** @param hint a phrase in the imperative, without a full stop */
  constructor(
    message: string,
    readonly hint: string,
    { remedy, ...options }: ErrorOptions & { readonly remedy?: DataRemedy | undefined } = {},
  ) {
    super(message, options);
    this.remedy = remedy;
    this.name = 'DataFault';
  }
}

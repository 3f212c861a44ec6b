/** Something that is wrong with a run folder. */
export interface Problem {
  /** The file, from the run folder. */
  readonly file: string;
  /** Description of the problem and its consequence. */
  readonly message: string;
  /** Mends it without losing anything that a run needs, and gives what was done. */
  readonly repair?: () => string | Promise<string>;
}

/** Message of an error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

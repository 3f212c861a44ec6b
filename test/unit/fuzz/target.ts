import type { Generator } from '../../../src/data';

/** Inputs by title, of a length each, of a kind that a reader could take quadratic time for; and the small length of two that are compared. */
export type WorstInputs = Readonly<
  Record<string, readonly [small: number, inputOf: (length: number) => string | Buffer]>
>;

/** A reader that is given damaged and forged input. */
export interface Target {
  readonly name: string;
  /** Whole inputs that it takes. */
  readonly corpus: readonly Buffer[];
  /** Reads; throws when the reader breaks its promise: another error than its own, or a silent acceptance. */
  readonly check: (bytes: Buffer, original: Buffer) => void | Promise<void>;
  /** Inputs that a unit test tries; 250 when absent, fewer for a reader of whole folders. */
  readonly inputs?: number;
  /** Makes an input that is well formed, checksums and all, and odd: as damage cannot, and somebody can, make it. */
  readonly forge?: (original: Buffer, generator: Generator) => Buffer;
  /** Long inputs, which take time that grows with their length and no faster. Absent where a test of its own holds that. */
  readonly worst?: WorstInputs;
  /** Reads a long input by the reader alone, without what `check` makes of it; `check` where absent. */
  readonly read?: (bytes: Buffer) => void | Promise<void>;
}

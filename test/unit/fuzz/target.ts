import type { Generator } from '../../../src/data';

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
}

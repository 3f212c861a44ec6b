import type { Range } from '../../problems/problem';

/** A place where a key is written, with what has to be written around it. */
export interface KeySpot extends Range {
  readonly mode: 'key';
  /** The map that the key is in. */
  readonly path: readonly string[];
  /** The column of a key on its own line; absent in brackets. */
  readonly column?: number;
  /** A colon follows already: only the word itself is to be written. */
  readonly hasColon: boolean;
  readonly needsCommaBefore: boolean;
  readonly needsCommaAfter: boolean;
  /** The quote that the range begins after. */
  readonly quote?: string;
}

/** A place where a value is written: of the key, or the item of a list, that the path ends with. */
export interface ValueSpot extends Range {
  readonly mode: 'value';
  readonly path: readonly string[];
  readonly needsSpace: boolean;
  readonly needsCommaBefore: boolean;
  readonly needsCommaAfter: boolean;
  /** The quote that the range begins after; a text value is then written without its own opening quote. */
  readonly quote?: string;
}

export type Spot = KeySpot | ValueSpot;

/** A key that is written somewhere, with its value where that is one word. */
export interface WrittenKey extends Range {
  readonly path: readonly string[];
  readonly key: string;
  readonly value?: string;
  /** The column of a key on its own line; absent in brackets. */
  readonly indent?: number;
}

/** The result of scanning a text: all keys, and the spot at the cursor. */
export interface Scan {
  readonly writtenKeys: WrittenKey[];
  spot?: Spot;
}

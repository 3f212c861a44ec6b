import { createHash } from 'node:crypto';
import type { SplitName } from '../data-sources';
import type { Split, SplitIdentity } from './dataset';
import type { Normalization } from './normalize';
import { rawRows, rowsByIndex, rowsInMemory, type GatherRows, type RedrawRows } from './rows';
import type { SourceSplit } from './sources/reader';

/** Examples that were taken from a split of a source, with their rows as the source has them. */
export interface TakenExamples {
  readonly labels: Int32Array;
  readonly identity: SplitIdentity;
  /** All rows, in one piece where they are held in memory. */
  readonly pieces: () => Iterable<Uint8Array | Float32Array>;
  /** Rows in memory, in the order of the split; absent where they are many and looked up in the source. */
  readonly rows?: Uint8Array | Float32Array;
  readonly gather: GatherRows;
  /** Begins to read rows that a coming `gather` asks for; absent where they are held in memory. */
  readonly prefetch?: (indices: Int32Array) => void;
  /** Rows before they were brought to the student's size; absent where they are kept at it. */
  readonly raw?: GatherRows;
  /** Reads rows anew, as an epoch sees them; absent where they are the same in each. */
  readonly redraw?: RedrawRows;
  /** Places of the examples in the split of the files. */
  readonly places: Int32Array;
  readonly isBytes: boolean;
}

/** All examples of a split of the source, in its order. */
export function takeAll(split: SourceSplit, features: number, maxBytes?: number): TakenExamples {
  const all = Int32Array.from({ length: split.count }, (_, index) => index);
  return take(split, all, features, maxBytes);
}

/** Bytes of the rows of a split up to which they are held in the split's order: those of a file, and those that a source holds itself. */
const maxInMemory = { stored: 256 << 20, held: 64 << 20 };
/** Bytes of a piece of a file of rows that is looked at as a whole. */
const pieceBytes = 16 << 20;

/**
 * Examples of a split of the source; `features` is the length of a row.
 * @param maxBytes of rows that are held in the split's order; those of more are looked up in the source
 */
export function take(
  source: SourceSplit,
  indices: Int32Array,
  features: number,
  maxBytes = source.isStored === true ? maxInMemory.stored : maxInMemory.held,
): TakenExamples {
  const labels = indices.map((index) => source.labels[index] ?? 0);
  const none = source.gather(new Int32Array());
  const isByIndex = indices.length * features * none.BYTES_PER_ELEMENT > maxBytes;
  const isStored = source.isStored === true && isByIndex;
  const rows = isByIndex ? undefined : source.gather(indices);
  const perPiece = Math.max(Math.floor(pieceBytes / (features * none.BYTES_PER_ELEMENT)), 1);
  const pieces = function* (): Iterable<Uint8Array | Float32Array> {
    if (rows !== undefined) yield rows;
    else {
      for (let start = 0; start < indices.length; start += perPiece) {
        yield source.gather(indices.subarray(start, start + perPiece));
      }
    }
  };
  const { raw, prefetch, redraw } = source;
  const placed = (wanted: Int32Array): Int32Array => wanted.map((index) => indices[index] ?? 0);
  const make = (): string => hashOf(pieces(), labels);
  return {
    ...{
      labels,
      pieces,
      identity: { sha256: keptIdentity(source, indices, make), count: labels.length },
    },
    gather: (wanted) => source.gather(placed(wanted)),
    ...(isStored && prefetch && { prefetch: (wanted) => prefetch(placed(wanted)) }),
    ...(raw && { raw: (wanted) => raw(placed(wanted)) }),
    ...(redraw && { redraw: (wanted, draw) => redraw(placed(wanted), draw) }),
    ...(rows && { rows }),
    places: indices.map((index) => source.places?.[index] ?? index),
    isBytes: none instanceof Uint8Array,
  };
}

/** The identity of examples; of rows in a cache it is looked up where it was made before. */
function keptIdentity({ identities, content }: SourceSplit, indices: Int32Array, make: () => string): string {
  if (identities === undefined) return make();
  const choice = hashOf(content, indices);
  const known = identities.get(choice);
  if (known !== undefined) return known;
  const made = make();
  identities.set(choice, made);
  return made;
}

/** SHA-256 of pieces of bytes or numbers and of whole numbers behind them, in hex. */
function hashOf(pieces: Iterable<Uint8Array | Float32Array>, numbers: Int32Array): string {
  const hash = createHash('sha256');
  const add = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array | Int32Array): void => {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  };
  for (const piece of pieces) add(piece);
  add(numbers);
  return hash.digest('hex');
}

/** The examples as networks see them. @param from split of the files that they were taken from */
export function splitOf(
  taken: TakenExamples,
  features: number,
  normalization: Normalization | undefined,
  from: SplitName = 'train',
): Split {
  const { labels, rows, gather, prefetch, redraw } = taken;
  const images =
    rows === undefined ? rowsByIndex(gather, normalization, prefetch) : rowsInMemory(rows, features, normalization);
  const raw = taken.raw ?? rawRows(taken, features, normalization);
  const origin = { split: from, places: taken.places };
  return { count: labels.length, images, labels, raw, origin, ...(redraw && { redraw }) };
}

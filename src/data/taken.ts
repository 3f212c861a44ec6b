import { createHash } from 'node:crypto';
import type { Split, SplitIdentity } from './dataset';
import type { Normalization } from './normalize';
import { rowsByIndex, rowsInMemory, type GatherRows } from './rows';
import type { SourceSplit } from './sources/reader';

/** The examples of a split as the source has them. */
export interface Taken {
  readonly labels: Int32Array;
  readonly identity: SplitIdentity;
  /** All rows, in one piece where they are held in memory. */
  readonly pieces: () => Iterable<Uint8Array | Float32Array>;
  /** Rows in memory; absent where they are read from a file. */
  readonly rows?: Uint8Array | Float32Array;
  readonly gather: GatherRows;
  readonly isBytes: boolean;
}

/** All examples of a split of the source, in its order. */
export function takeAll(split: SourceSplit, features: number): Taken {
  return take(
    split,
    Int32Array.from({ length: split.count }, (_, index) => index),
    features,
  );
}

/** Bytes of the rows of a split up to which a file of them is held in memory. */
const maxInMemory = 256 << 20;
/** Bytes of a piece of a file of rows that is looked at as a whole. */
const pieceBytes = 16 << 20;

/** Examples of a split of the source; `features` is the length of a row. */
export function take(source: SourceSplit, indices: Int32Array, features: number): Taken {
  const labels = Int32Array.from(indices, (index) => source.labels[index] ?? 0);
  const isStored = source.isStored === true && indices.length * features > maxInMemory;
  const rows = isStored ? undefined : source.gather(indices);
  const perPiece = Math.max(Math.floor(pieceBytes / features), 1);
  const pieces = function* (): Iterable<Uint8Array | Float32Array> {
    if (rows !== undefined) yield rows;
    else {
      for (let start = 0; start < indices.length; start += perPiece) {
        yield source.gather(indices.subarray(start, start + perPiece));
      }
    }
  };
  return {
    ...{ labels, pieces, identity: identityOf(pieces(), labels) },
    gather: (wanted) => source.gather(wanted.map((index) => indices[index] ?? 0)),
    ...(rows && { rows }),
    isBytes: (rows ?? source.gather(new Int32Array())) instanceof Uint8Array,
  };
}

function identityOf(pieces: Iterable<Uint8Array | Float32Array>, labels: Int32Array): SplitIdentity {
  const hash = createHash('sha256');
  const add = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array | Int32Array): void => {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  };
  for (const piece of pieces) add(piece);
  add(labels);
  return { sha256: hash.digest('hex'), count: labels.length };
}

/** The examples as networks see them. */
export function splitOf(
  { labels, rows, gather }: Taken,
  features: number,
  normalization: Normalization | undefined,
): Split {
  const images = rows === undefined ? rowsByIndex(gather, normalization) : rowsInMemory(rows, features, normalization);
  return { count: labels.length, images, labels };
}

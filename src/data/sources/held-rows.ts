import { createHash, randomUUID } from 'node:crypto';
import type { DataSplits, SplitName } from '../../data-sources';
import { RowEntry, type KeptRows, type RowWriter } from '../../runs';
import { formatBytes, formatCountOf } from '../../wording';
import { assertRoom } from './disk-room';
import type { Preparation } from './preparation';
import type { SourceSplit } from './reader';
import { splitOfRows } from './rows';

/** Rows of all splits, which are given once, split by split, and then had by index. */
export interface HeldRows {
  /** Adds the next rows of a split, [count, features]. Throws the file system's error. */
  add(split: SplitName, rows: Uint8Array | Float32Array): void;
  /** The split's rows by index, once all of them were added. */
  open(split: SplitName, labels: Int32Array): SourceSplit;
  /** Lets go of them. */
  close(): void;
}

/** Sizes of the rows that are to be held. */
export interface RowSizes {
  readonly counts: DataSplits<number>;
  /** Numbers of a row. */
  readonly features: number;
  readonly isBytes: boolean;
}

/** Bytes of rows that are held in memory; more are written to the cache's disk. */
const maxInMemory = 256 << 20;

/**
 * Makes room for rows that nobody can make again from files: in memory, or where they are many in a file that goes with the
 * process.
 * @throws DataFault where the disk has no room for them
 */
export function holdRows(sizes: RowSizes, preparation: Preparation, maxBytes = maxInMemory): HeldRows {
  const { features, isBytes } = sizes;
  const rowBytes = features * (isBytes ? 1 : 4);
  return countOf(sizes) * rowBytes <= maxBytes ? new RowsInMemory(sizes) : new RowsInFile(sizes, rowBytes, preparation);
}

class RowsInMemory implements HeldRows {
  private readonly rows: Record<SplitName, Uint8Array | Float32Array>;
  private readonly filled: Record<SplitName, number> = { train: 0, validation: 0, test: 0 };

  constructor({ counts, features, isBytes }: RowSizes) {
    const make = (count = 0): Uint8Array | Float32Array =>
      isBytes ? new Uint8Array(count * features) : new Float32Array(count * features);
    this.rows = { train: make(counts.train), validation: make(counts.validation), test: make(counts.test) };
  }

  add(split: SplitName, rows: Uint8Array | Float32Array): void {
    this.rows[split].set(rows, this.filled[split]);
    this.filled[split] += rows.length;
  }

  open(split: SplitName, labels: Int32Array): SourceSplit {
    return splitOfRows(this.rows[split], labels);
  }

  close(): void {
    // Memory goes with what holds it.
  }
}

class RowsInFile implements HeldRows {
  private readonly writer: RowWriter;
  private kept: KeptRows | undefined;

  /** The place in the cache that no other process looks for. */
  private readonly entry: RowEntry;

  constructor(
    private readonly sizes: RowSizes,
    private readonly rowBytes: number,
    preparation: Preparation,
  ) {
    const key = createHash('sha256').update(randomUUID()).digest('hex');
    this.entry = new RowEntry(preparation.cacheFolder, key, rowBytes);
    this.writer = this.entry.write();
    try {
      announce(this.entry.folder, countOf(sizes), rowBytes, preparation);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  add(_: SplitName, rows: Uint8Array | Float32Array): void {
    const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
    for (let start = 0; start < bytes.length; start += this.rowBytes)
      this.writer.add(bytes.subarray(start, start + this.rowBytes));
  }

  open(split: SplitName, labels: Int32Array): SourceSplit {
    const { rows } = (this.kept ??= this.finish());
    const { counts, isBytes } = this.sizes;
    const first = split === 'train' ? 0 : counts.train + (split === 'test' ? (counts.validation ?? 0) : 0);
    const placed = (indices: Int32Array): Int32Array => indices.map((index) => first + index);
    return {
      count: labels.length,
      labels,
      gather: (indices) => {
        const bytes = rows.gather(placed(indices));
        return isBytes ? bytes : new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
      },
      // Rows of numbers are normalized in their place, which those that were read ahead do not allow.
      ...(isBytes && { prefetch: (indices: Int32Array) => rows.prefetch(placed(indices)) }),
      content: [
        Buffer.from(`${rows.checksum} ${first}`),
        new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength),
      ],
      isStored: true,
    };
  }

  close(): void {
    if (this.kept === undefined) this.writer.close();
    else this.kept.rows.close();
    this.entry.remove();
  }

  private finish(): KeptRows {
    const kept = this.entry.finish(this.writer);
    // An open file stays readable: so nothing is left of it by a process that is killed. Windows removes none that is open.
    if (process.platform !== 'win32') this.entry.remove();
    return kept;
  }
}

/** Examples of all splits. */
function countOf({ counts: { train, validation = 0, test = 0 } }: RowSizes): number {
  return train + validation + test;
}

/** Says how much is written, before it is. Throws a DataFault where the disk has no room. */
function announce(folder: string, examples: number, rowBytes: number, { onNotice }: Preparation): void {
  const needed = examples * rowBytes;
  const whose = formatCountOf(examples, 'example');
  const remedy = 'free some space, let the data sets give bytes (uint8) or smaller pictures, or give fewer examples';
  assertRoom(folder, needed, whose, remedy);
  onNotice(`writes ${whose} into ${formatBytes(needed)} of the disk for this run`);
}

import { sha256Of } from '../folder/sha256';
import { readAllBytes } from '../store/all-bytes';
import { fileOperations } from '../store/file-operations';
import { ReadAhead } from './read-ahead';

/** Bytes of a block of rows, the unit of checksums, to a whole row. */
const blockBytes = 4 << 20;

/**
 * Rows that are read in the order of the file: at least this many, and one in `sparsest` of all, or so many that all bytes are
 * read sooner than the calls for each take, of which one is worth `callBytes`.
 */
const minDense = 1024;
const sparsest = 8;
const callBytes = 8192;

/** Rows of a block, one at least. */
export function rowsPerBlock(rowBytes: number): number {
  return Math.max(Math.floor(blockBytes / rowBytes), 1);
}

/** Rows of one length in an open file, by index. */
export class RowFile {
  private ahead: ReadAhead | undefined;

  constructor(
    private readonly descriptor: number,
    readonly rowBytes: number,
    readonly count: number,
    /** SHA-256 of each block of rows, in hex. */
    readonly blocks: readonly string[],
  ) {}

  /** SHA-256 over all rows, by way of their blocks, in hex. */
  get checksum(): string {
    return sha256Of(this.blocks.join(''));
  }

  /**
   * Reads rows at indices, [indices, rowBytes]; neighbours are read in one go. Rows that were begun with by `prefetch` hold
   * until the next `gather` or `prefetch`, whose rows are written over them. Throws the file system's error, or an error when
   * the file has become shorter.
   */
  gather(indices: Int32Array): Uint8Array {
    const ready = this.ahead?.take(indices);
    if (ready !== undefined) return ready;
    const rows = new Uint8Array(indices.length * this.rowBytes);
    const isMany = indices.length * sparsest >= this.count || indices.length * callBytes >= this.count * this.rowBytes;
    if (indices.length >= minDense && isMany) {
      this.gatherDense(indices, rows);
      return rows;
    }
    for (let start = 0; start < indices.length;) {
      const first = indices[start] ?? 0;
      let end = start + 1;
      while (end < indices.length && indices[end] === first + end - start) end += 1;
      this.read(rows.subarray(start * this.rowBytes, end * this.rowBytes), first);
      start = end;
    }
    return rows;
  }

  /** Begins to read the rows that a coming `gather` asks for, on another thread. */
  prefetch(indices: Int32Array): void {
    this.ahead ??= new ReadAhead(this.descriptor, this.rowBytes);
    this.ahead.begin(indices);
  }

  /** Whether every block has its checksum. */
  isWhole(): boolean {
    const perBlock = rowsPerBlock(this.rowBytes);
    return this.blocks.every((checksum, block) => {
      const rows = Math.min(perBlock, this.count - block * perBlock);
      const bytes = new Uint8Array(rows * this.rowBytes);
      const at = block * perBlock * this.rowBytes;
      return readAllBytes(this.descriptor, bytes, at) === bytes.length && sha256Of(bytes) === checksum;
    });
  }

  close(): void {
    this.ahead?.close();
    fileOperations.close(this.descriptor);
  }

  /** Gathers a large part of all rows: read in their order on the disk, and put into their places. */
  private gatherDense(indices: Int32Array, rows: Uint8Array): void {
    const { rowBytes, count } = this;
    const { first, next } = placesByIndex(indices, count);
    const window = new Uint8Array(rowsPerBlock(rowBytes) * rowBytes);
    let [start, end] = [0, 0];
    for (let index = 0; index < count; index += 1) {
      let place = first[index] ?? -1;
      if (place < 0) continue;
      if (index >= end) {
        start = index;
        end = Math.min(start + window.length / rowBytes, count);
        this.read(window.subarray(0, (end - start) * rowBytes), start);
      }
      const row = window.subarray((index - start) * rowBytes, (index - start + 1) * rowBytes);
      for (; place >= 0; place = next[place] ?? -1) rows.set(row, place * rowBytes);
    }
  }

  private read(rows: Uint8Array, first: number): void {
    if (readAllBytes(this.descriptor, rows, first * this.rowBytes) === rows.length) return;
    throw new Error('the cached rows of the data have become shorter; run again, and they are made anew');
  }
}

/**
 * Places of each index below `count`, found without a sort: `first` has one by its index, `next` the one behind each place; −1 ends.
 */
function placesByIndex(indices: Int32Array, count: number): { readonly first: Int32Array; readonly next: Int32Array } {
  const first = new Int32Array(count).fill(-1);
  const next = new Int32Array(indices.length);
  for (let place = 0; place < indices.length; place += 1) {
    const index = indices[place] ?? 0;
    next[place] = first[index] ?? -1;
    first[index] = place;
  }
  return { first, next };
}

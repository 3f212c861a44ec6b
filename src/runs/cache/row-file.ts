import { createHash } from 'node:crypto';
import { readAllBytes } from '../folder/all-bytes';
import { fileOperations } from '../folder/file-operations';

/** Bytes of a block of rows, the unit of checksums, to a whole row. */
const blockBytes = 4 << 20;

/** Rows of a block, one at least. */
export function rowsPerBlock(rowBytes: number): number {
  return Math.max(Math.floor(blockBytes / rowBytes), 1);
}

/** SHA-256 of bytes, in hex. */
export function checksumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Rows of one length in an open file, by index. */
export class RowFile {
  constructor(
    private readonly descriptor: number,
    readonly rowBytes: number,
    readonly count: number,
    /** SHA-256 of each block of rows, in hex. */
    readonly blocks: readonly string[],
  ) {}

  /** SHA-256 over all rows, by way of their blocks, in hex. */
  get checksum(): string {
    return checksumOf(Buffer.from(this.blocks.join(''), 'utf8'));
  }

  /**
   * Reads rows at indices, [indices, rowBytes]; neighbours are read in one go. Throws the file system's error, or an error
   * when the file has become shorter.
   */
  gather(indices: Int32Array): Uint8Array {
    const rows = new Uint8Array(indices.length * this.rowBytes);
    for (let start = 0; start < indices.length;) {
      const first = indices[start] ?? 0;
      let end = start + 1;
      while (end < indices.length && indices[end] === first + end - start) end += 1;
      this.read(rows.subarray(start * this.rowBytes, end * this.rowBytes), first);
      start = end;
    }
    return rows;
  }

  /** Whether every block has its checksum. */
  isWhole(): boolean {
    const perBlock = rowsPerBlock(this.rowBytes);
    return this.blocks.every((checksum, block) => {
      const rows = Math.min(perBlock, this.count - block * perBlock);
      const bytes = new Uint8Array(rows * this.rowBytes);
      const at = block * perBlock * this.rowBytes;
      return readAllBytes(this.descriptor, bytes, at) === bytes.length && checksumOf(bytes) === checksum;
    });
  }

  close(): void {
    fileOperations.close(this.descriptor);
  }

  private read(rows: Uint8Array, first: number): void {
    if (readAllBytes(this.descriptor, rows, first * this.rowBytes) === rows.length) return;
    throw new Error('the cached rows of the data have become shorter; run again, and they are made anew');
  }
}

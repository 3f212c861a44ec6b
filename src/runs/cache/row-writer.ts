import { readAllBytes, writeAllBytes } from '../store/all-bytes';
import { fileOperations } from '../store/file-operations';
import { store } from '../store/store';
import { isMarked, markOf } from '../store/user-secret';
import { makeCheck } from '../protocol/shape';
import { RowFile, rowsPerBlock } from './row-file';
import { sha256Of } from '../folder/sha256';

/** An example that has no row, and the reason. */
export interface SkippedExample {
  /** Its place among all examples. */
  readonly place: number;
  readonly reason: string;
}

/** A line of the journal: a block of rows that is written, and the place of the example behind it. */
interface Block {
  readonly checksum: string;
  readonly rows: number;
  /** Place of the first example that is not in this block or an earlier one. */
  readonly next: number;
  readonly skipped: readonly SkippedExample[];
  readonly mark: string;
}

interface WriterOptions {
  readonly key: string;
  readonly rowBytes: number;
  /** File of the rows. */
  readonly rows: string;
  /** File with a line for each block of rows that was written. */
  readonly journal: string;
}

const purpose = 'block of rows';

const whyNoBlock = makeCheck({
  checksum: 'string',
  rows: ['integer', 1, null],
  next: ['integer', 1, null],
  skipped: ['list', { place: ['integer', 0, null], reason: 'string' }],
  mark: 'string',
});

/**
 * Writes rows one behind the other, in blocks with checksums. A journal says what is written, so that another process goes
 * on behind the last whole block: rows without a line, or with another checksum, are written again.
 */
export class RowWriter {
  private readonly descriptor: number;
  private readonly journal: number;
  private readonly blocks: Block[];
  private readonly pending: Uint8Array;
  private pendingRows = 0;
  private pendingSkipped: SkippedExample[] = [];
  private readonly allSkipped: SkippedExample[];
  private place: number;

  constructor(private readonly options: WriterOptions) {
    this.descriptor = store.open(options.rows, 'read and append');
    this.journal = store.open(options.journal, 'read and append');
    this.blocks = this.readBlocks();
    this.allSkipped = this.blocks.flatMap(({ skipped }) => skipped);
    this.place = this.blocks.at(-1)?.next ?? 0;
    this.pending = new Uint8Array(rowsPerBlock(options.rowBytes) * options.rowBytes);
  }

  /** Place of the first example that is to be given to `add`. */
  get next(): number {
    return this.place;
  }

  /** Examples without a row so far. */
  get skipped(): readonly SkippedExample[] {
    return this.allSkipped;
  }

  /** Adds the example at `next`: its row, or the reason why it has none. Throws the file system's error. */
  add(row: Uint8Array | string): void {
    if (typeof row === 'string') {
      const skipped = { place: this.place, reason: row };
      this.pendingSkipped.push(skipped);
      this.allSkipped.push(skipped);
    } else {
      this.pending.set(row, this.pendingRows * this.options.rowBytes);
      this.pendingRows += 1;
    }
    this.place += 1;
    if (this.pendingRows === rowsPerBlock(this.options.rowBytes)) this.endBlock();
  }

  /** Writes what is left and sees to it that it lasts. Gives the rows, whose file stays open. */
  finish(): { readonly rows: RowFile; readonly skipped: readonly SkippedExample[] } {
    if (this.pendingRows > 0) this.endBlock();
    fileOperations.sync(this.descriptor);
    fileOperations.close(this.journal);
    const count = this.blocks.reduce((sum, { rows }) => sum + rows, 0);
    const checksums = this.blocks.map(({ checksum }) => checksum);
    return { rows: new RowFile(this.descriptor, this.options.rowBytes, count, checksums), skipped: this.skipped };
  }

  /** Leaves what is written for another process to go on with. */
  close(): void {
    fileOperations.close(this.descriptor);
    fileOperations.close(this.journal);
  }

  private endBlock(): void {
    const bytes = this.pending.subarray(0, this.pendingRows * this.options.rowBytes);
    writeAllBytes(this.descriptor, bytes);
    const content = {
      ...{ checksum: sha256Of(bytes), rows: this.pendingRows },
      ...{ next: this.place, skipped: this.pendingSkipped },
    };
    const block: Block = { ...content, mark: markOf(purpose, [this.options.key, this.blocks.length, content]) };
    writeAllBytes(this.journal, Buffer.from(`${JSON.stringify(block)}\n`, 'utf8'));
    this.blocks.push(block);
    this.pendingRows = 0;
    this.pendingSkipped = [];
  }

  /** The blocks that can be relied on; both files are cut behind the last of them. */
  private readBlocks(): Block[] {
    const text = fileOperations.readWhole(this.journal).toString('utf8');
    const blocks: Block[] = [];
    let [rowsEnd, journalEnd] = [0, 0];
    for (const line of text.split('\n').slice(0, -1)) {
      const block = this.parseBlock(line, blocks.length);
      if (block === undefined) break;
      const bytes = new Uint8Array(block.rows * this.options.rowBytes);
      if (readAllBytes(this.descriptor, bytes, rowsEnd) < bytes.length || sha256Of(bytes) !== block.checksum) break;
      blocks.push(block);
      rowsEnd += bytes.length;
      journalEnd += Buffer.byteLength(line, 'utf8') + 1;
    }
    fileOperations.truncate(this.descriptor, rowsEnd);
    fileOperations.truncate(this.journal, journalEnd);
    return blocks;
  }

  /** A line under the user's mark; undefined for all others, and for a block that only ended its rows. */
  private parseBlock(line: string, index: number): Block | undefined {
    try {
      const value: unknown = JSON.parse(line);
      if (whyNoBlock(value) !== undefined) return undefined;
      const { mark, ...content } = value as Block;
      const isOwn = isMarked(purpose, [this.options.key, index, content], mark);
      return isOwn && content.rows === rowsPerBlock(this.options.rowBytes) ? { ...content, mark } : undefined;
    } catch {
      return undefined;
    }
  }
}

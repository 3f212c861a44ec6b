import { hasCode } from '../store/error-code';
import { fileOperations } from '../store/file-operations';
import { store } from '../store/store';
import { parseEventLine } from './event-line';
import type { RunEvent } from '../protocol/schemas/events';

export const newline = 0x0a;
/** Read in a few milliseconds, so that a log that grows quickly lets a process do other work. */
const chunkBytes = 1 << 18;
/** Shared by all readers: one reading ends before another begins, and buffers of their own would be collected late. */
const sharedChunk = Buffer.alloc(chunkBytes);
/** A longer line costs itself: it is skipped without being held in memory. */
export const longestLineBytes = 1 << 20;

/** A whole line of a log: its event, undefined where it is torn, corrupt or too long, and its end. */
export interface EventLine {
  readonly event: RunEvent | undefined;
  /** The offset behind its newline. */
  readonly end: number;
}

/**
 * Reads the whole lines of a growing file piece by piece and holds nothing between two readings: an unfinished line is read
 * again once the file has changed, since its writer may have cut it off and written another.
 */
export class EventLines {
  /** Number of times that the file was replaced: it was shorter than the part already read, or had another identity. */
  restarts = 0;
  private isSkipping = false;
  private hasChecksums = false;
  private seen: { readonly size: number; readonly identity: number; readonly mtimeMs: number } | undefined;
  /** Whether nothing whole was left when the file was last looked at. */
  private isDrained = false;

  /** `offset`: of the first line to read, where a line begins; `limit`: offset that is not read beyond. */
  constructor(
    private readonly file: string,
    private offset = 0,
    private readonly limit = Infinity,
  ) {}

  /** The offset behind the last line that was read. */
  get end(): number {
    return this.offset;
  }

  /** The whole lines of the next piece that has any, about 256 KB; none when nothing new is there. Throws the file system's error. */
  read(): EventLine[] {
    let descriptor: number;
    try {
      descriptor = store.open(this.file, 'read');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
    try {
      return this.readFrom(descriptor);
    } finally {
      fileOperations.close(descriptor);
    }
  }

  private readFrom(descriptor: number): EventLine[] {
    const { size: whole, ino: identity, mtimeMs } = fileOperations.statusOf(descriptor);
    const size = Math.min(whole, this.limit);
    const before = this.seen;
    this.seen = { size, identity, mtimeMs };
    if (size < this.offset || (before !== undefined && before.identity !== identity)) this.restart();
    else if (this.isDrained && size === before?.size && mtimeMs === before.mtimeMs) return [];
    this.isDrained = false;
    for (let length = chunkBytes; this.offset < size;) {
      const start = this.offset;
      const chunk = length === chunkBytes ? sharedChunk : Buffer.allocUnsafe(Math.min(length, size - start));
      const count = fileOperations.read(descriptor, chunk.subarray(0, Math.min(length, size - start)), start);
      const lines = this.takeLines(chunk.subarray(0, count));
      if (lines.length > 0) return lines;
      if (this.offset > start) continue;
      // All there is of an unfinished line.
      if (count < length) break;
      if (length > longestLineBytes) {
        this.isSkipping = true;
        this.offset += count;
        length = chunkBytes;
      } else length *= 2;
    }
    this.isDrained = true;
    return [];
  }

  private restart(): void {
    this.restarts += 1;
    this.offset = 0;
    this.isSkipping = false;
    this.hasChecksums = false;
  }

  /** A log has one writer: where that ends its lines with checksums, a line without one has lost it. */
  private parse(line: string): RunEvent | undefined {
    const event = parseEventLine(line);
    const isChecked = event !== undefined && 'crc' in event;
    this.hasChecksums ||= isChecked;
    return this.hasChecksums && !isChecked ? undefined : event;
  }

  /** Takes the whole lines of a piece that begins at the offset, and moves the offset behind them. */
  private takeLines(chunk: Buffer): EventLine[] {
    const lines: EventLine[] = [];
    const chunkStart = this.offset;
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const isTooLong = this.isSkipping || end - start > longestLineBytes;
      // An empty line is no event.
      if (isTooLong || end > start) {
        const event = isTooLong ? undefined : this.parse(chunk.toString('utf8', start, end));
        lines.push({ event, end: chunkStart + end + 1 });
      }
      start = end + 1;
      this.isSkipping = false;
    }
    this.offset = chunkStart + (this.isSkipping ? chunk.length : start);
    return lines;
  }
}

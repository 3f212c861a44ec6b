import { readAllBytes, writeAllBytes } from '../store/all-bytes';
import { endsWithChecksum, parseEventLine } from './event-line';
import { longestLineBytes, newline } from './event-lines';
import { fileOperations } from '../store/file-operations';

const pieceBytes = 1 << 16;

/** The end of a log as its next writer finds it. */
export interface LogEnd {
  /** The log's length, the end of its last whole line. */
  readonly length: number;
  /** Bytes of a torn line that were cut off. */
  readonly cut: number;
}

/**
 * Makes a log end with a whole line. A process that is killed leaves the part of a line: Linux writes page by page and gives up
 * between two of them. Such a part was never an event and is cut off; a whole event that lacks only its newline gets it.
 * `descriptor`: of the log, open for reading and appending. Throws the file system's error.
 */
export function endLog(descriptor: number): LogEnd {
  const size = fileOperations.size(descriptor);
  const start = endOfWholeLines(descriptor, size);
  if (start === size) return { length: size, cut: 0 };
  if (isEvent(descriptor, start, size)) {
    writeAllBytes(descriptor, Buffer.of(newline));
    return { length: size + 1, cut: 0 };
  }
  fileOperations.truncate(descriptor, start);
  return { length: start, cut: size - start };
}

/** The offset behind the last newline, sought from the end. */
function endOfWholeLines(descriptor: number, size: number): number {
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - pieceBytes);
    const index = readRange(descriptor, start, end).lastIndexOf(newline);
    if (index >= 0) return start + index + 1;
    end = start;
  }
  return 0;
}

function isEvent(descriptor: number, start: number, end: number): boolean {
  if (end - start > longestLineBytes) return false;
  return parseEventLine(readRange(descriptor, start, end).toString('utf8')) !== undefined;
}

/** Whether the last whole line of a log has a checksum; `length` is the log's. */
export function lastHasChecksum(descriptor: number, length: number): boolean {
  const start = Math.max(0, length - pieceBytes);
  return endsWithChecksum(readRange(descriptor, start, length).toString('utf8').trimEnd());
}

function readRange(descriptor: number, start: number, end: number): Buffer {
  const bytes = Buffer.alloc(end - start);
  // Where the file is shorter than it was a moment ago, the rest are zeros, which are no event.
  readAllBytes(descriptor, bytes, start);
  return bytes;
}

import { crc32 } from 'node:zlib';
import { hasCode } from '../store/error-code';
import { fileOperations } from '../store/file-operations';
import { store } from '../store/store';
import { readAllBytes } from '../store/all-bytes';
import { formatEventLine, parseEventLine } from './event-line';
import { EventLines, longestLineBytes } from './event-lines';
import type { RunEvent } from '../protocol/schemas/events';
import { blockLimits, parseIndexHead, type ColumnHead, type IndexHead } from './index-head';
import type { StepColumnName, StepColumns } from './step-columns';
import type { LogSegment } from './log-segment';

// `events.index`: segments of the log as columns, so that a log of a million steps opens without being read line by line.
// It can always be made again from the log. A block is: magic, the head's length and CRC-32 as 32-bit integers, the head
// as JSON, the events as lines of the log, then the columns as little-endian float64, one after the other.

const magic = Buffer.from('DIX1', 'latin1');
const fixedBytes = magic.length + 8;
/** A head is a few kilobytes; one that claims more is damaged. */
const longestHeadBytes = 1 << 20;
/** Bytes of the log before a block's end that its checksum covers, by which the log is recognised. */
const tailBytes = 256;

/** A segment of the log as the index has it. */
export interface IndexBlock {
  readonly start: number;
  readonly end: number;
  readonly lines: number;
  readonly badLines: number;
  readonly lastSeq: number;
  readonly events: readonly RunEvent[];
  readonly steps: readonly StepColumns[];
  /** Offset of the next block of the index. */
  readonly next: number;
}

/** The bytes of a block for a segment of the log from `start` to `end`; `log` is open for reading. */
export function encodeBlock(
  segment: LogSegment,
  { start, end, log }: { start: number; end: number; log: number },
): Buffer {
  const { events, steps } = segment.finish();
  const lines = Buffer.from(events.map((event) => `${formatEventLine(withoutChecksum(event))}\n`).join(''), 'utf8');
  const numbers: Buffer[] = [];
  const column = (name: ColumnHead['name'], values: Float64Array): ColumnHead => {
    const [first = 0] = values;
    if (values.every((value) => Object.is(value, first))) {
      return { name, constant: Number.isFinite(first) && !Object.is(first, -0) ? first : String(first) };
    }
    const bytes = bytesOf(values);
    numbers.push(bytes);
    return { name, crc: crc32(bytes) };
  };
  const head: IndexHead = {
    start,
    end,
    tail: tailChecksum(log, start, end),
    lines: segment.lines,
    badLines: segment.badLines,
    lastSeq: segment.lastSeq,
    eventsBytes: lines.length,
    eventsCrc: crc32(lines),
    steps: steps.map(({ series, step, columns }) => ({
      series,
      rows: step.length,
      columns: [column('step', step), ...[...columns].map(([name, values]) => column(name, values))],
    })),
  };
  const text = Buffer.from(JSON.stringify(head), 'utf8');
  const fixed = Buffer.alloc(fixedBytes);
  magic.copy(fixed);
  fixed.writeUInt32LE(text.length, magic.length);
  fixed.writeUInt32LE(crc32(text), magic.length + 4);
  return Buffer.concat([fixed, text, lines, ...numbers]);
}

/** An index and its log, both open, and their sizes. */
interface OpenIndex {
  readonly index: number;
  readonly indexBytes: number;
  readonly log: number;
  readonly logBytes: number;
  readonly logFile: string;
}

/** Reads of a log and its index; undefined where one of the two is missing. Throws what `read` throws. */
export function withIndex<Value>(
  logFile: string,
  indexFile: string,
  read: (files: OpenIndex) => Value,
): Value | undefined {
  const opened: number[] = [];
  try {
    for (const file of [logFile, indexFile]) opened.push(store.open(file, 'read'));
    const [log = -1, index = -1] = opened;
    return read({ log, logFile, logBytes: fileOperations.size(log), index, indexBytes: fileOperations.size(index) });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  } finally {
    for (const descriptor of opened) fileOperations.close(descriptor);
  }
}

/**
 * Reads the block at an offset of the index. Gives undefined where there is no whole and sound block, or where the log is
 * not the one that it was made from. `wanted` chooses columns; all when absent.
 */
export function readBlock(
  files: OpenIndex,
  at: number,
  logStart: number,
  wanted?: ReadonlySet<string>,
): IndexBlock | undefined {
  const fixed = readExactly(files, at, fixedBytes);
  if (fixed === undefined || fixed.compare(magic, 0, magic.length, 0, magic.length) !== 0) return undefined;
  const headBytes = fixed.readUInt32LE(magic.length);
  if (headBytes > longestHeadBytes) return undefined;
  const text = readExactly(files, at + fixedBytes, headBytes);
  if (text === undefined || crc32(text) !== fixed.readUInt32LE(magic.length + 4)) return undefined;
  const restBytes = files.indexBytes - at - fixedBytes - headBytes;
  const head = parseIndexHead(text.toString('utf8'), { logStart, logBytes: files.logBytes, restBytes });
  if (head === undefined) return undefined;
  if (tailChecksum(files.log, head.start, head.end) !== head.tail) return undefined;
  const eventsAt = at + fixedBytes + headBytes;
  const events = readEventLines(files, eventsAt, head);
  const steps = readSteps(files, eventsAt + head.eventsBytes, head, wanted);
  if (events === undefined || steps === undefined || !holdsItsLines(head, events)) return undefined;
  if (head.badLines > 0 && head.badLines !== countBadLines(files.logFile, head)) return undefined;
  const { start, end, lines, badLines, lastSeq } = head;
  return { start, end, lines, badLines, lastSeq, events, steps: steps.columns, next: steps.next };
}

function readEventLines(files: OpenIndex, at: number, { eventsBytes, eventsCrc }: IndexHead): RunEvent[] | undefined {
  const bytes = readExactly(files, at, eventsBytes);
  if (bytes === undefined || crc32(bytes) !== eventsCrc) return undefined;
  const lines = bytes.toString('utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => parseEventLine(line) ?? []);
}

/**
 * Whether a block holds as many events and steps as its head says that the log has lines, so that it hides none, and numbers
 * none above the last.
 */
function holdsItsLines({ lines, badLines, lastSeq, steps }: IndexHead, events: readonly RunEvent[]): boolean {
  const others = events.filter(({ type }) => type !== 'step').length;
  const rows = steps.reduce((sum, table) => sum + table.rows, 0);
  // Steps that stand before another event are rows too.
  return (
    others + rows === lines - badLines && events.length - others <= rows && events.every(({ seq }) => seq <= lastSeq)
  );
}

/** Lines of a block's part of the log that cannot be read. Few blocks have any, so that the log is read for those alone. */
function countBadLines(logFile: string, { start, end, lines }: IndexHead): number | undefined {
  // No writer makes such a block, and the event loop waits for this.
  if (end - start > blockLimits.bytes + longestLineBytes) return undefined;
  const reader = new EventLines(logFile, start, end);
  let [count, bad] = [0, 0];
  while (reader.end < end && count <= lines) {
    const piece = reader.read();
    if (piece.length === 0) break;
    count += piece.length;
    bad += piece.filter(({ event }) => event === undefined).length;
  }
  return count === lines ? bad : undefined;
}

function readSteps(
  files: OpenIndex,
  start: number,
  head: IndexHead,
  wanted?: ReadonlySet<string>,
): { readonly columns: StepColumns[]; readonly next: number } | undefined {
  let at = start;
  const tables: StepColumns[] = [];
  for (const { series, rows, columns } of head.steps) {
    const found = new Map<string, Float64Array>();
    const isWanted = (name: string): boolean =>
      wanted === undefined || wanted.has(name) || (name === 'step' && wanted.size > 0);
    for (const { name, constant } of columns) {
      if (constant !== undefined && isWanted(name)) found.set(name, new Float64Array(rows).fill(Number(constant)));
    }
    const stored = columns.filter(({ constant }) => constant === undefined);
    const bytesOfColumn = rows * 8;
    if (at + stored.length * bytesOfColumn > files.indexBytes) return undefined;
    // From the first to the last that is wanted in one read: a read for each column would take longer than its bytes.
    const first = Math.max(
      0,
      stored.findIndex(({ name }) => isWanted(name)),
    );
    const count = stored.findLastIndex(({ name }) => isWanted(name)) + 1 - first;
    const bytes = readExactly(files, at + first * bytesOfColumn, count * bytesOfColumn);
    if (bytes === undefined) return undefined;
    for (const [index, { name, crc }] of stored.slice(first, first + count).entries()) {
      if (!isWanted(name)) continue;
      const own = bytes.subarray(index * bytesOfColumn, (index + 1) * bytesOfColumn);
      if (crc32(own) !== crc) return undefined;
      found.set(name, new Float64Array(own.buffer, own.byteOffset, rows));
    }
    at += stored.length * bytesOfColumn;
    const step = found.get('step');
    found.delete('step');
    if (step === undefined) continue;
    if (!isAscending(step)) return undefined;
    // The head was read with these names alone.
    tables.push({ series, step, columns: found as Map<StepColumnName, Float64Array> });
  }
  return { columns: tables, next: at };
}

function isAscending(steps: Float64Array): boolean {
  let before = -Infinity;
  for (const step of steps) {
    if (!(step > before) || step === Infinity) return false;
    before = step;
  }
  return true;
}

/** A line gets its own checksum again when it is written. */
function withoutChecksum(event: RunEvent): RunEvent {
  if (!('crc' in event)) return event;
  const rest: RunEvent & { crc?: unknown } = { ...event };
  delete rest.crc;
  return rest;
}

/** CRC-32 of the last bytes of a block's part of the log. */
function tailChecksum(log: number, start: number, end: number): number {
  const length = Math.min(tailBytes, end - start);
  const bytes = Buffer.alloc(length);
  readAllBytes(log, bytes, end - length);
  return crc32(bytes);
}

/** Bytes of the index in memory of their own, aligned for numbers; undefined where it ends before. */
function readExactly({ index, indexBytes }: OpenIndex, at: number, length: number): Buffer | undefined {
  if (at + length > indexBytes) return undefined;
  const bytes = Buffer.from(new ArrayBuffer(length));
  return readAllBytes(index, bytes, at) < length ? undefined : bytes;
}

function bytesOf(values: Float64Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

import path from 'node:path';
import { writeAllBytes } from '../store/all-bytes';
import { formatEventLine, formatPlainLine } from './event-line';
import { EventLines } from './event-lines';
import type { NewEvent, RunEvent } from '../protocol/schemas/events';
import { fileOperations } from '../store/file-operations';
import { runFiles } from '../folder/folders';
import { maxCounted } from '../protocol/limits';
import { store } from '../store/store';
import { indexReach, IndexWriter } from './index-writer';
import { endLog, lastHasChecksum } from './log-end';

export interface EventWriter {
  /** Appends one event. Throws the file system's error after cutting the log back to its last whole line. */
  write(event: NewEvent): void;
  /** Appends events by one call of the file system; all or none of them. Throws as `write` does. */
  writeAll(events: readonly NewEvent[]): void;
  close(): void;
}

/**
 * Opens a run's log for appending; the run has one writer. Numbers go on from what is there; throws a sentence where they
 * cannot. With `as before` lines have checksums where the log's last one has: a program that writes none may go on with it.
 */
export function openEventWriter(
  runFolder: string,
  attempt: number,
  checksums: 'always' | 'as before' = 'always',
): EventWriter {
  const file = path.join(runFolder, runFiles.events);
  const descriptor = store.open(file, 'read and append');
  let { length } = endLog(descriptor);
  const format = checksums === 'always' || lastHasChecksum(descriptor, length) ? formatEventLine : formatPlainLine;
  const { index, lastSeq } = openIndex(runFolder, descriptor);
  let seq = lastSeq;
  if (seq >= maxCounted) {
    index.close();
    fileOperations.close(descriptor);
    throw new Error(`${runFiles.events} numbers an event ${seq}, and none can follow: no trainer wrote that`);
  }
  const writeAll = (events: readonly NewEvent[]): void => {
    const stamped = events.map((event, place): RunEvent => {
      // Copied onto the stamps and not the other way round, which makes V8 take ten times as long, for writing it too.
      return Object.assign({ type: event.type, seq: seq + 1 + place, attempt, at: Date.now() }, event);
    });
    const lines = stamped.map((event) => Buffer.from(`${format(event)}\n`, 'utf8'));
    const [first] = lines;
    if (first === undefined) return;
    appendWhole(descriptor, lines.length === 1 ? first : Buffer.concat(lines), length);
    seq += stamped.length;
    for (const [place, event] of stamped.entries()) {
      length += lines[place]?.byteLength ?? 0;
      index.add(event, length);
    }
  };
  return {
    write: (event) => writeAll([event]),
    writeAll,
    close() {
      index.close();
      fileOperations.close(descriptor);
    },
  };
}

/** Appends bytes or none: a write that fails is cut back to `length`, the end of the last whole line, before it throws. */
function appendWhole(descriptor: number, bytes: Uint8Array, length: number): void {
  try {
    writeAllBytes(descriptor, bytes);
  } catch (error) {
    try {
      fileOperations.truncate(descriptor, length);
    } catch {
      // The next writer cuts the torn line off; why this one failed is what counts.
    }
    throw error;
  }
}

/** The index of the log, brought up to the log's end, and the number of the log's last event. */
function openIndex(runFolder: string, log: number): { readonly index: IndexWriter; readonly lastSeq: number } {
  const reach = indexReach(runFolder);
  const index = new IndexWriter(path.join(runFolder, runFiles.index), log, reach);
  let { lastSeq } = reach;
  const lines = new EventLines(path.join(runFolder, runFiles.events), reach.log);
  for (let piece = lines.read(); piece.length > 0; piece = lines.read()) {
    for (const { event, end } of piece) {
      index.add(event, end);
      lastSeq = Math.max(lastSeq, event?.seq ?? 0);
    }
  }
  return { index, lastSeq };
}

/** Reads every event of a growing log piece by piece; `LogFollower` is faster where a step's newest values are enough. */
export class EventReader {
  /** Lines that could not be read: torn, corrupt or too long. */
  badLines = 0;
  private restarts = 0;
  private readonly lines: EventLines;

  constructor(file: string) {
    this.lines = new EventLines(file);
  }

  /** The events of the next piece, about 256 KB. Gives none when nothing new is there. */
  read(): RunEvent[] {
    for (;;) {
      const lines = this.lines.read();
      if (this.lines.restarts !== this.restarts) {
        this.restarts = this.lines.restarts;
        this.badLines = 0;
      }
      const events = lines.flatMap(({ event }) => event ?? []);
      this.badLines += lines.length - events.length;
      if (events.length > 0 || lines.length === 0) return events;
    }
  }
}

/** All events of a run's log, and how many lines could not be read. */
export function readEvents(runFolder: string): { readonly events: RunEvent[]; readonly badLines: number } {
  const reader = new EventReader(path.join(runFolder, runFiles.events));
  const events: RunEvent[] = [];
  for (let batch = reader.read(); batch.length > 0; batch = reader.read()) {
    for (const event of batch) events.push(event);
  }
  return { events, badLines: reader.badLines };
}

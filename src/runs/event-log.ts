import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { formatEventLine, parseEventLine } from './event-line';
import type { NewEvent, RunEvent } from './events';
import { runFiles } from './folders';

const newline = 0x0a;
const chunkBytes = 1 << 20;
/** A longer line costs itself: it is skipped without being held in memory. */
const longestLineBytes = 8 << 20;

export interface EventWriter {
  /** Appends one event. Throws the file system's error after cutting the log back to its last whole line. */
  write(event: NewEvent): void;
  close(): void;
}

/** Opens a run's log for appending; the run has one writer. Numbers go on from what is there. */
export function openEventWriter(runFolder: string, attempt: number): EventWriter {
  const file = path.join(runFolder, runFiles.events);
  const descriptor = openSync(file, 'a+');
  let length = fstatSync(descriptor).size;
  if (length > 0 && !endsWithNewline(descriptor, length)) length += writeSync(descriptor, '\n');
  // After the newline, since a line that lacked only that is a whole one.
  let seq = lastSequence(file);
  return {
    write(event) {
      seq += 1;
      const stamped = { ...event, seq, attempt, at: Date.now() };
      const bytes = Buffer.from(`${formatEventLine(stamped)}\n`, 'utf8');
      try {
        let written = 0;
        while (written < bytes.byteLength) written += writeSync(descriptor, bytes, written);
      } catch (error) {
        ftruncateSync(descriptor, length);
        throw error;
      }
      length += bytes.byteLength;
    },
    close: () => closeSync(descriptor),
  };
}

function endsWithNewline(descriptor: number, length: number): boolean {
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, length - 1);
  return last[0] === newline;
}

function lastSequence(file: string): number {
  let last = 0;
  const reader = new EventReader(file);
  for (let batch = reader.read(); batch.length > 0; batch = reader.read()) {
    for (const event of batch) last = Math.max(last, event.seq);
  }
  return last;
}

/** Reads a growing log piece by piece; keeps the unfinished last line for the next read. */
export class EventReader {
  /** Lines that could not be read: torn, corrupt or too long. */
  badLines = 0;
  private offset = 0;
  private rest: Buffer = Buffer.alloc(0);
  private isSkipping = false;

  constructor(private readonly file: string) {}

  /** The events of the next piece, at most about a megabyte. Gives none when nothing new is there. */
  read(): RunEvent[] {
    const events: RunEvent[] = [];
    for (;;) {
      const chunk = this.nextChunk();
      if (chunk === undefined) return events;
      this.takeLines(chunk, events);
      if (events.length > 0) return events;
    }
  }

  private nextChunk(): Buffer | undefined {
    if (!existsSync(this.file)) return undefined;
    const descriptor = openSync(this.file, 'r');
    try {
      if (fstatSync(descriptor).size < this.offset) this.restart();
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const count = readSync(descriptor, chunk, 0, chunkBytes, this.offset);
      this.offset += count;
      return count === 0 ? undefined : chunk.subarray(0, count);
    } finally {
      closeSync(descriptor);
    }
  }

  /** The log shrank: it is another log now. */
  private restart(): void {
    this.offset = 0;
    this.rest = Buffer.alloc(0);
    this.isSkipping = false;
  }

  private takeLines(chunk: Buffer, events: RunEvent[]): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      this.takeLine(Buffer.concat([this.rest, chunk.subarray(start, end)]), events);
      this.rest = Buffer.alloc(0);
      start = end + 1;
    }
    if (!this.isSkipping) this.rest = Buffer.concat([this.rest, chunk.subarray(start)]);
    if (this.rest.byteLength > longestLineBytes) {
      this.isSkipping = true;
      this.rest = Buffer.alloc(0);
    }
  }

  private takeLine(line: Buffer, events: RunEvent[]): void {
    const wasSkipping = this.isSkipping;
    this.isSkipping = false;
    if (!wasSkipping && line.byteLength === 0) return;
    const event = wasSkipping ? undefined : parseEventLine(line.toString('utf8'));
    if (event === undefined) this.badLines += 1;
    else events.push(event);
  }
}

/** All events of a run's log, and how many lines could not be read. */
export function readEvents(runFolder: string): { readonly events: RunEvent[]; readonly badLines: number } {
  const reader = new EventReader(path.join(runFolder, runFiles.events));
  const events: RunEvent[] = [];
  for (let batch = reader.read(); batch.length > 0; batch = reader.read()) events.push(...batch);
  return { events, badLines: reader.badLines };
}

import path from 'node:path';
import { EventLines } from './event-lines';
import type { RunEvent } from '../protocol/events';
import { runFiles } from '../folder/folders';
import { store } from '../folder/store';
import { readBlock, withIndex, type IndexBlock } from './log-index';
import type { StepColumnName, StepColumns } from './step-columns';
import { LogSegment } from './log-segment';
import { yieldToEventLoop } from './yield-to-event-loop';

/** New records of a log. Steps ascend in each training; the first of them supersedes earlier records from there on. */
export interface LogPiece {
  /** The log is another one than before: what earlier pieces said counts no more. */
  readonly isAnew: boolean;
  /** In their order: all events but steps, and of the steps those that stand before another event or end the piece. */
  readonly events: readonly RunEvent[];
  /** All steps; only the wanted columns. */
  readonly steps: readonly StepColumns[];
}

/** A log that is shorter is read by its lines, which takes no longer. */
const worthwhileBytes = 1 << 18;

/**
 * Follows a run's log from its beginning: by its index as far as that reaches, then by its lines, and nothing twice. A log
 * of a million steps is opened in a fraction of a second, and no more than a piece of it is held.
 */
export class LogFollower {
  /** Lines that could not be read: torn, corrupt or too long. */
  badLines = 0;
  /** Lines that were read one by one, for want of an index. */
  linesRead = 0;
  private readonly file: string;
  private readonly indexFile: string;
  private readonly wanted: ReadonlySet<string> | undefined;
  private lines: EventLines | undefined;
  private restarts = 0;
  private isAnew = false;
  /** Where the next block begins, in the index and in the log. */
  private place = { index: 0, log: 0 };
  /** Lines of a piece that did not fit into the stretch before. */
  private waiting: (RunEvent | undefined)[] = [];

  /** `wanted`: the columns to read, beside `step`; with an empty list pieces have no steps, and all when absent. */
  constructor(runFolder: string, wanted?: readonly StepColumnName[]) {
    this.file = path.join(runFolder, runFiles.events);
    this.indexFile = path.join(runFolder, runFiles.index);
    this.wanted = wanted === undefined ? undefined : new Set(wanted);
  }

  /**
   * The pieces of what the log holds now, with a turn of the event loop between them; what it gains meanwhile is left for the next
   * time, since a writer may be quicker than its readers. Throws the file system's error.
   */
  async *gained(): AsyncGenerator<LogPiece> {
    const { size = 0 } = store.fileStatus(this.file) ?? {};
    do {
      await yieldToEventLoop();
      const piece = this.read();
      if (piece === undefined) return;
      yield piece;
    } while (this.waiting.length > 0 || (this.lines?.end ?? this.place.log) < size);
  }

  /** The next piece of what the log gained, about 256 KB or a block of its index; undefined when nothing new is there. Throws the file system's error. */
  read(): LogPiece | undefined {
    if (this.lines === undefined) {
      const block = this.nextBlock();
      if (block !== undefined) {
        this.place = { index: block.next, log: block.end };
        this.badLines += block.badLines;
        return { isAnew: false, events: block.events, steps: block.steps };
      }
      this.lines = new EventLines(this.file, this.place.log);
    }
    if (this.waiting.length === 0) this.readLines(this.lines);
    return this.waiting.length === 0 && !this.isAnew ? undefined : this.takeStretch();
  }

  private readLines(lines: EventLines): void {
    this.waiting = lines.read().map(({ event }) => event);
    this.linesRead += this.waiting.length;
    if (lines.restarts === this.restarts) return;
    this.restarts = lines.restarts;
    this.badLines = 0;
    this.isAnew = true;
  }

  private takeStretch(): LogPiece {
    const stretch = new LogSegment(this.wanted);
    let count = 0;
    for (const event of this.waiting) {
      if (!stretch.goesOnWith(event)) break;
      stretch.add(event);
      count += 1;
    }
    this.waiting = count === this.waiting.length ? [] : this.waiting.slice(count);
    this.badLines += stretch.badLines;
    const { isAnew } = this;
    this.isAnew = false;
    return { isAnew, ...stretch.finish() };
  }

  private nextBlock(): IndexBlock | undefined {
    return withIndex(this.file, this.indexFile, (files) =>
      files.logBytes < worthwhileBytes ? undefined : readBlock(files, this.place.index, this.place.log, this.wanted),
    );
  }
}

import path from 'node:path';
import { EventLines } from './event-lines';
import type { RunEvent } from '../protocol/schemas/events';
import { runFiles } from '../folder/folders';
import { store } from '../store/store';
import { areWorthless } from './index-head';
import { readBlock, withIndex, type IndexBlock } from './log-index';
import type { StepColumnName, StepColumns } from './step-columns';
import { LogSegment } from './log-segment';
import { yieldToEventLoop } from './yield-to-event-loop';

/** New records of a log. Steps ascend in each training; the first of them supersedes earlier records from there on. */
export interface LogPiece {
  /** The log was replaced: earlier pieces are void. */
  readonly isAnew: boolean;
  /** In their order: all events but steps, and of the steps those that stand before another event or end the piece. */
  readonly events: readonly RunEvent[];
  /** All steps; only the wanted columns. */
  readonly steps: readonly StepColumns[];
  /** Share of the log's bytes that is read with this piece, from 0 to 1; the rest is yet to come. */
  readonly share: number;
}

/** Blocks of an index that are read in one opening of the files: looking at each folder on the way takes as long as a block. */
const blocksAtOnce = 4;

/** A log that is shorter is read by its lines, which takes no longer. */
const worthwhileBytes = 1 << 18;

/**
 * Follows a run's log from its beginning: by its index as far as that reaches, then by its lines, and nothing twice. A log
 * of a million steps is opened in a fraction of a second, and no more than a piece of it is held.
 */
export class LogFollower {
  /** Lines that could not be read: torn, corrupt or too long. */
  badLines = 0;
  /** Number of lines that were parsed because the index lacks them. */
  linesRead = 0;
  private readonly file: string;
  private readonly indexFile: string;
  private readonly wanted: ReadonlySet<string> | undefined;
  private lines: EventLines | undefined;
  private restarts = 0;
  private isAnew = false;
  /** Offsets of the next block in the index and of its lines in the log. */
  private next = { index: 0, log: 0 };
  private blocks = 0;
  private size = 0;
  private ahead: IndexBlock[] = [];
  /** Lines of a piece that did not fit into the segment before. */
  private waiting: (RunEvent | undefined)[] = [];

  /** `wanted`: the columns to read, beside `step`; with an empty list pieces have no steps, and all when absent. */
  constructor(runFolder: string, wanted?: readonly StepColumnName[]) {
    this.file = path.join(runFolder, runFiles.events);
    this.indexFile = path.join(runFolder, runFiles.index);
    this.wanted = wanted === undefined ? undefined : new Set(wanted);
  }

  /**
   * The pieces up to the present end of the log, yielding to the event loop between them; later lines are left for the next
   * call, since a writer may be quicker than its readers. Throws the file system's error.
   */
  async *gained(): AsyncGenerator<LogPiece> {
    const { size = 0 } = store.fileStatus(this.file) ?? {};
    this.size = size;
    do {
      await yieldToEventLoop();
      const piece = this.read();
      if (piece === undefined) return;
      yield piece;
    } while (this.waiting.length > 0 || (this.lines?.end ?? this.next.log) < size);
  }

  /** The next new piece of the log, about 256 KB or a block of its index; undefined when nothing new is there. Throws the file system's error. */
  read(): LogPiece | undefined {
    if (this.lines === undefined) {
      const block = this.nextBlock();
      if (block !== undefined) {
        this.next = { index: block.next, log: block.end };
        this.blocks += 1;
        this.badLines += block.badLines;
        return { isAnew: false, events: block.events, steps: block.steps, share: this.shareTo(block.end) };
      }
      this.lines = new EventLines(this.file, this.next.log);
    }
    if (this.waiting.length === 0) this.readLines(this.lines);
    return this.waiting.length === 0 && !this.isAnew ? undefined : this.takeSegment();
  }

  private readLines(lines: EventLines): void {
    this.waiting = lines.read().map(({ event }) => event);
    this.linesRead += this.waiting.length;
    if (lines.restarts === this.restarts) return;
    this.restarts = lines.restarts;
    this.badLines = 0;
    this.isAnew = true;
  }

  private takeSegment(): LogPiece {
    const segment = new LogSegment(this.wanted);
    let count = 0;
    for (const event of this.waiting) {
      if (!segment.goesOnWith(event)) break;
      segment.add(event);
      count += 1;
    }
    this.waiting = count === this.waiting.length ? [] : this.waiting.slice(count);
    this.badLines += segment.badLines;
    const { isAnew } = this;
    this.isAnew = false;
    return { isAnew, ...segment.finish(), share: this.shareTo(this.lines?.end ?? 0) };
  }

  private shareTo(end: number): number {
    return this.size > end ? end / this.size : 1;
  }

  private nextBlock(): IndexBlock | undefined {
    if (this.ahead.length === 0) this.ahead = this.readBlocks();
    return this.ahead.shift();
  }

  /** The next blocks of the index, as far as they are sound. */
  private readBlocks(): IndexBlock[] {
    if (areWorthless(this.blocks, this.next.log) || (this.size > 0 && this.size < worthwhileBytes)) return [];
    const found: IndexBlock[] = [];
    withIndex(this.file, this.indexFile, (files) => {
      this.size = files.logBytes;
      if (files.logBytes < worthwhileBytes) return;
      let { index, log } = this.next;
      while (found.length < blocksAtOnce) {
        const block = readBlock(files, index, log, this.wanted);
        if (block === undefined) return;
        found.push(block);
        ({ next: index, end: log } = block);
      }
    });
    return found;
  }
}

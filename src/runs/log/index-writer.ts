import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { writeAllBytes } from '../store/all-bytes';
import { store, temporaryName } from '../store/store';
import { EventLines } from './event-lines';
import type { RunEvent } from '../protocol/schemas/events';
import { fileOperations } from '../store/file-operations';
import { runFiles } from '../folder/folders';
import { areWorthless, blockLimits } from './index-head';
import { encodeBlock, readBlock, withIndex } from './log-index';
import { LogSegment } from './log-segment';

/** Extent of an index: offsets in it and in the log, and the largest number of an event so far. */
export interface IndexReach {
  readonly index: number;
  readonly log: number;
  readonly lastSeq: number;
  readonly blocks: number;
}

/** The extent up to which a run's index agrees with its log. */
export function indexReach(runFolder: string): IndexReach {
  let reach: IndexReach = { index: 0, log: 0, lastSeq: 0, blocks: 0 };
  const nothing: ReadonlySet<string> = new Set();
  withIndex(path.join(runFolder, runFiles.events), path.join(runFolder, runFiles.index), (files) => {
    for (;;) {
      const block = readBlock(files, reach.index, reach.log, nothing);
      if (block === undefined) return;
      const lastSeq = Math.max(reach.lastSeq, block.lastSeq);
      reach = { index: block.next, log: block.end, lastSeq, blocks: reach.blocks + 1 };
    }
  });
  return reach;
}

/**
 * Appends the new lines of a log to its index. The index can always be made again, so that nothing here throws: after a
 * failed write the index ends, and the rest of the log is read by its lines.
 */
export class IndexWriter {
  private segment = new LogSegment();
  private descriptor: number | undefined;
  private end: number;

  /** Goes on in `file` from `reach`; what is behind it there is cut off. `log` is open for reading. */
  constructor(
    file: string,
    private readonly log: number,
    reach: Pick<IndexReach, 'index' | 'log'>,
  ) {
    this.first = this.start = this.end = reach.log;
    this.attempt(() => {
      this.descriptor = store.open(file, 'append');
      if (fileOperations.size(this.descriptor) !== reach.index) fileOperations.truncate(this.descriptor, reach.index);
    });
  }

  private start: number;
  private readonly first: number;
  private blocks = 0;

  /** Takes the next line of the log, which ends at `end`; undefined is one that cannot be read. */
  add(event: RunEvent | undefined, end: number): void {
    if (this.descriptor === undefined) return;
    const isFull = this.segment.lines >= blockLimits.lines || end - this.start > blockLimits.bytes;
    if (isFull || !this.segment.goesOnWith(event)) this.flush();
    this.segment.add(event);
    this.end = end;
  }

  close(): void {
    this.flush();
    const { descriptor } = this;
    this.descriptor = undefined;
    if (descriptor !== undefined) this.attempt(() => fileOperations.close(descriptor));
  }

  private flush(): void {
    const { descriptor, segment, start, end, log } = this;
    if (descriptor === undefined || segment.lines === 0) return;
    this.segment = new LogSegment();
    this.start = end;
    this.blocks += 1;
    if (areWorthless(this.blocks, end - this.first)) {
      this.descriptor = undefined;
      this.attempt(() => fileOperations.close(descriptor));
      return;
    }
    this.attempt(() => writeAllBytes(descriptor, encodeBlock(segment, { start, end, log })));
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch {
      const { descriptor } = this;
      this.descriptor = undefined;
      if (descriptor !== undefined) this.attempt(() => fileOperations.close(descriptor));
    }
  }
}

/**
 * Makes the index of a log anew, yielding to the event loop after each piece; meant for a log that nobody writes.
 * Throws the file system's error.
 */
export async function makeIndex(runFolder: string): Promise<void> {
  const logFile = path.join(runFolder, runFiles.events);
  const file = path.join(runFolder, runFiles.index);
  const temporary = temporaryName(file);
  const log = store.open(logFile, 'read');
  try {
    const writer = new IndexWriter(temporary, log, { index: 0, log: 0 });
    const lines = new EventLines(logFile);
    for (let piece = lines.read(); piece.length > 0; piece = lines.read()) {
      for (const { event, end } of piece) writer.add(event, end);
      await setImmediate();
    }
    writer.close();
    store.rename(temporary, file);
  } finally {
    fileOperations.close(log);
    store.remove(temporary);
  }
}

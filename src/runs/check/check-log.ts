import path from 'node:path';
import { EventLines } from '../log/event-lines';
import { fileOperations } from '../store/file-operations';
import { runFiles } from '../folder/folders';
import { store } from '../store/store';
import { indexReach, makeIndex } from '../log/index-writer';
import { endLog } from '../log/log-end';
import { readOwner } from '../process/owner';
import type { Problem } from './finding';

/** Maximum number of bad lines that a message lists. */
const namedLines = 5;

/** Problems of a run's log and its index. Throws the file system's error. */
export function checkLog(runFolder: string): Problem[] {
  const file = path.join(runFolder, runFiles.events);
  if (!store.hasFile(file)) {
    const message = 'the log is missing, so what the run did is not known';
    return readOwner(runFolder) === undefined ? [] : [{ file: runFiles.events, message }];
  }
  const { badLines, gaps, doubles, end, size } = readThrough(file);
  const problems: Problem[] = [];
  const say = (message: string, repair?: Problem['repair']): void =>
    void problems.push({ file: runFiles.events, message, ...(repair === undefined ? {} : { repair }) });
  if (badLines.length > 0) say(`${linesAt(badLines)} cannot be read and are passed over`);
  if (gaps > 0) say(`${gaps} of its events are missing: their numbers are left out`);
  if (doubles > 0) say(`${doubles} of its lines have a number that was there before`);
  // The bytes after the last whole line hold no newline, else the reader would have read them as a line.
  if (end < size) say(`its last line is not ended: ${size - end} bytes`, () => mendEnd(file));
  return [...problems, ...checkIndex(runFolder, size)];
}

function linesAt(places: readonly number[]): string {
  const named = places.slice(0, namedLines).join(', ');
  const more = places.length > namedLines ? ` and ${places.length - namedLines} more` : '';
  return `${places.length === 1 ? 'line' : 'lines'} ${named}${more}`;
}

interface Reading {
  readonly badLines: readonly number[];
  readonly gaps: number;
  readonly doubles: number;
  /** Behind the last whole line. */
  readonly end: number;
  readonly size: number;
}

function readThrough(file: string): Reading {
  const lines = new EventLines(file);
  const badLines: number[] = [];
  let [lineNumber, last, missing, doubles, end] = [0, 0, 0, 0, 0];
  for (let piece = lines.read(); piece.length > 0; piece = lines.read()) {
    for (const line of piece) {
      lineNumber += 1;
      end = line.end;
      if (line.event === undefined) {
        badLines.push(lineNumber);
        continue;
      }
      const { seq } = line.event;
      if (seq <= last) doubles += 1;
      else missing += seq - last - 1;
      last = Math.max(last, seq);
    }
  }
  // A bad line may be an event that had its number, or none at all.
  return { badLines, gaps: Math.max(missing - badLines.length, 0), doubles, end, size: sizeOf(file) };
}

function sizeOf(file: string): number {
  return store.fileStatus(file)?.size ?? 0;
}

function mendEnd(file: string): string {
  const descriptor = store.open(file, 'read and append');
  try {
    const { cut } = endLog(descriptor);
    fileOperations.sync(descriptor);
    return cut === 0 ? 'it was whole and got its newline' : `these ${cut} bytes of no event were cut off`;
  } finally {
    fileOperations.close(descriptor);
  }
}

function checkIndex(runFolder: string, logBytes: number): Problem[] {
  const file = path.join(runFolder, runFiles.index);
  if (!store.hasFile(file)) return [];
  const reach = indexReach(runFolder);
  const indexBytes = sizeOf(file);
  // A log that goes on behind its index is as its writer leaves it when it is killed; bytes behind the last sound block are not.
  if (reach.index === indexBytes && reach.log <= logBytes) return [];
  const message = `the index fits the first ${reach.log} of ${logBytes} bytes of the log; the rest is read line by line`;
  const repair = async (): Promise<string> => {
    await makeIndex(runFolder);
    return 'the index was made again from the log';
  };
  return [{ file: runFiles.index, message, repair }];
}

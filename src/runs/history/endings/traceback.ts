import path from 'node:path';
import { isInside } from '../../../paths';

/** The last traceback of a Python program's output. */
export interface Traceback {
  /** The exception with its message: `ValueError: a bad thing`. */
  readonly exception: string;
  /** Frames, the outermost first. */
  readonly frames: readonly TracebackFrame[];
}

export interface TracebackFrame {
  /** As Python printed it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

const maxFrames = 100;
const head = 'Traceback (most recent call last):';
const frameLine = /^ {2}File "(.+)", line (\d+)(?:, in .*)?$/;
const exceptionLine = /^(?:[A-Za-z_][\w.]*)(?:: |$)/;

/** Finds the last traceback in an output; undefined where there is none. */
export function findTraceback(output: string): Traceback | undefined {
  const lines = output.split(/\r?\n/);
  // A syntax error of the script itself has no head.
  const start = Math.max(lines.lastIndexOf(head), lines.findLastIndex(isLoneFrame(lines)) - 1);
  const frames: TracebackFrame[] = [];
  for (const text of lines.slice(start + 1)) {
    const [, file, line] = frameLine.exec(text) ?? [];
    if (file !== undefined) frames.push({ file, line: lineNumber(line) });
    else if (!text.startsWith(' ') && frames.length > 0) {
      return exceptionLine.test(text)
        ? { exception: text.slice(0, 1000), frames: frames.slice(-maxFrames) }
        : undefined;
    }
  }
  return undefined;
}

/** A line's number from 1: whatever is printed, an editor can be asked for it. */
function lineNumber(written = '1'): number {
  return Math.min(Math.max(Number(written), 1), 2 ** 31 - 1);
}

/** Whether a line is a frame that no line of a traceback stands before, as of a syntax error. */
function isLoneFrame(lines: readonly string[]) {
  return (line: string, index: number): boolean => {
    const before = lines[index - 1] ?? '';
    return frameLine.test(line) && !/, in /.test(line) && before !== head && !before.startsWith(' ');
  };
}

/** The innermost frame in files of the user's: inside of a folder, and in no environment of Python's. */
export function ownFrame({ frames }: Traceback, folder: string): TracebackFrame | undefined {
  return frames.findLast(({ file }) => isOwnFile(path.resolve(folder, file), folder));
}

/** Whether a file is one of the user's own: inside of a folder, and in no environment of Python's. */
export function isOwnFile(file: string, folder: string): boolean {
  if (!isInside(folder, file)) return false;
  return !file.split(/[\\/]/).some((name) => name === 'site-packages' || name === '.venv' || name === 'venv');
}

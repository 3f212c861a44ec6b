import { makeCheck, type Shape } from '../protocol/shape';
import { longestLineBytes } from './event-lines';
import { isStepColumnName, maxStepColumns, type Series, type StepColumnName } from './step-columns';

/** Maximum lines and bytes of a block; one line may be longer. */
export const blockLimits = { lines: 4096, bytes: 4 << 20 } as const;

/** Name of a column of a block, and its constant or the CRC-32 of its numbers. */
export interface ColumnHead {
  readonly name: 'step' | StepColumnName;
  /** Value of all rows where they have the same one; such a column has no numbers below. */
  readonly constant?: number | string;
  readonly crc?: number;
}

/** Head of a block of `events.index`. */
export interface IndexHead {
  /** The bytes of the log that the block stands for. */
  readonly start: number;
  readonly end: number;
  readonly tail: number;
  readonly lines: number;
  readonly badLines: number;
  readonly lastSeq: number;
  readonly eventsBytes: number;
  readonly eventsCrc: number;
  readonly steps: readonly {
    readonly series: Series;
    readonly rows: number;
    readonly columns: readonly ColumnHead[];
  }[];
}

const whole: Shape = ['integer', 0, null];
const checksum: Shape = ['integer', 0, 2 ** 32 - 1];

const headShape: Shape = {
  start: whole,
  end: whole,
  tail: checksum,
  lines: ['integer', 1, blockLimits.lines],
  badLines: whole,
  lastSeq: whole,
  eventsBytes: whole,
  eventsCrc: checksum,
  steps: [
    'list',
    {
      series: { phase: ['enum', 'teacher', 'student'], 'teacher?': 'string' },
      rows: ['integer', 1, null],
      columns: [
        'list',
        {
          name: 'string',
          'constant?': ['union', 'number', ['enum', 'NaN', 'Infinity', '-Infinity', '0']],
          'crc?': checksum,
        },
      ],
    },
  ],
};

const whyNoHead = makeCheck(headShape);

/**
 * Whether blocks stand for so little of a log each that its lines are read as quickly: a log whose steps go down has a block
 * for each of its lines.
 */
export function areWorthless(blocks: number, logBytes: number): boolean {
  return blocks >= 100 && logBytes / blocks < 2048;
}

/** A line has a byte and a newline. */
const minLineBytes = 2;
/** An event as the index writes it is longer than its line by defaults and a checksum, and by digits where that has 1e20. */
const maxEventsBytes = 8 * (blockLimits.bytes + longestLineBytes) + 512 * blockLimits.lines;

/** Extent of the files that a head must agree with, in bytes. */
export interface HeadBounds {
  /** Offset in the log at which the block must begin. */
  readonly logStart: number;
  readonly logBytes: number;
  /** Bytes of the index behind the head. */
  readonly restBytes: number;
}

/**
 * Parses the head of a block; undefined where a number of it does not agree with the others or with the files. A checksum
 * tells damage and not intent, so that nothing here is believed: what passes takes time and memory in proportion to the
 * log and its index.
 */
export function parseIndexHead(text: string, { logStart, logBytes, restBytes }: HeadBounds): IndexHead | undefined {
  const value = parseJson(text);
  if (whyNoHead(value) !== undefined) return undefined;
  const head = value as IndexHead;
  const { start, end, lines, badLines, eventsBytes } = head;
  if (start !== logStart || end <= start || end > logBytes) return undefined;
  if (lines > (end - start) / minLineBytes || badLines > lines) return undefined;
  if (eventsBytes > Math.min(maxEventsBytes, restBytes)) return undefined;
  return areSoundTables(head, restBytes - eventsBytes) ? head : undefined;
}

function areSoundTables({ steps, lines, badLines }: IndexHead, restBytes: number): boolean {
  let rowsLeft = lines - badLines;
  let bytesLeft = restBytes;
  for (const { rows, columns } of steps) {
    rowsLeft -= rows;
    const names = new Set(columns.map(({ name }) => name));
    if (columns[0]?.name !== 'step' || names.size < columns.length || names.size > maxStepColumns + 1) return false;
    for (const { name, constant, crc } of columns) {
      if (name !== 'step' && !isStepColumnName(name)) return false;
      if ((constant === undefined) === (crc === undefined)) return false;
      if (constant === undefined) bytesLeft -= rows * 8;
    }
    if (rowsLeft < 0 || bytesLeft < 0) return false;
  }
  return true;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { JobLook } from '../launcher';
import { describeReason, isEndedState, isQueuedState, lookOfEnded } from './states';

/** Columns that are asked for, with widths: a name may hold any separator, so that only columns tell them apart. */
const columns = [
  ['JobArrayID', 40],
  ['Name', 200],
  ['State', 30],
  ['Reason', 100],
  ['NodeList', 200],
  ['TimeLeft', 30],
  ['RestartCnt', 10],
  ['exit_code', 12],
] as const;

type Column = (typeof columns)[number][0];

/** Words of one call that lists jobs, those that have ended a while ago among them: all of the user, or those of some ids, whose-ever they are. */
export function squeueWords(ids?: readonly string[]): string[] {
  return [
    ids === undefined ? '--me' : `--jobs=${ids.join(',')}`,
    ...['--states=all', '--array', '--noheader'],
    `--Format=${columns.map(([name, width]) => `${name}:${width}`).join(',')}`,
  ];
}

/** A job of the list. */
export interface ListedJob {
  readonly name: string;
  readonly look: JobLook;
}

/** An output that this version does not know. */
export class UnknownOutput extends Error {}

/** Parses the output of `squeue`. `now` is in ms since the epoch. Throws UnknownOutput that shows the first line it cannot read. */
export function readSqueue(text: string, now: number): ListedJob[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => readRow(line, now));
}

function readRow(line: string, now: number): ListedJob {
  // Widths are bytes, and a name of another job of the user's may hold any sign.
  const bytes = Buffer.from(line);
  let at = 0;
  const cells = columns.map(([name, width]): [Column, string] => {
    const cell = bytes.toString('utf8', at, at + width).trim();
    at += width;
    return [name, cell];
  });
  const {
    JobArrayID: id,
    Name: name,
    State: state,
    Reason,
    NodeList,
    TimeLeft,
    RestartCnt,
    ...more
  } = fromCells(cells);
  if (!/^\d+(_(\d+|\[[^\]]*\]))?(\+\d+)?$/.test(id) || !/^[A-Z_]+$/.test(state)) {
    throw new UnknownOutput(`squeue printed what is not known here: '${line.trim().slice(0, 80)}'`);
  }
  const reason = describeReason(Reason);
  const node = NodeList === '' || NodeList === 'n/a' ? undefined : NodeList;
  const restarts = countOf(RestartCnt);
  const common = {
    id,
    ...(node !== undefined && { node }),
    ...(restarts !== undefined && { restarts }),
  };
  if (isEndedState(state)) return { name, look: lookOfEnded({ ...common, state, ...readStatus(more.exit_code) }) };
  const left = parseDuration(TimeLeft);
  if (!isQueuedState(state)) {
    const endsAt = left === undefined ? {} : { endsAt: now + left * 1000 };
    return { name, look: { ...common, kind: 'running', ...endsAt, ...ofState(state) } };
  }
  return { name, look: { ...common, kind: 'queued', ...(reason !== undefined && { reason }) } };
}

/** Exit code and signal of `wait`'s status, which squeue prints as one number. */
function readStatus(text: string): { readonly exitCode?: string } {
  const status = countOf(text);
  return status === undefined ? {} : { exitCode: `${(status >> 8) & 255}:${status & 127}` };
}

/** A clause about a job that has a node and does not train. */
function ofState(state: string): { reason?: string } {
  return state === 'RUNNING' ? {} : { reason: state.toLowerCase().replaceAll('_', ' ') };
}

function fromCells(cells: readonly (readonly [Column, string])[]): Record<Column, string> {
  const empty = Object.fromEntries(columns.map(([name]) => [name, ''])) as Record<Column, string>;
  return { ...empty, ...Object.fromEntries(cells) };
}

/** Seconds of a duration as SLURM writes it, `[days-][hours:]minutes:seconds`; undefined for UNLIMITED, NOT_SET and INVALID. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const all = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
  return all <= maxSeconds ? all : undefined;
}

/** A thousand years: no time limit, and still a date. */
const maxSeconds = 1000 * 366 * 86_400;

/** A count as SLURM prints it; undefined for other text. */
export function countOf(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

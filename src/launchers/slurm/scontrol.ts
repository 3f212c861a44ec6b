import type { JobLook } from '../launcher';
import { countOf, UnknownOutput } from './squeue';
import { isEndedState, lookOfEnded } from './states';

/** A job that `scontrol show job --oneliner` describes. */
export interface ShownJob {
  readonly name: string;
  readonly state: string;
  readonly look: JobLook | undefined;
}

/**
 * Parses a line of `scontrol show job --oneliner ID`; `id` is as it was asked for. The name comes first and may hold anything, other
 * fields behind it are the system's. Throws UnknownOutput.
 */
export function readScontrol(line: string, id: string): ShownJob {
  const start = line.indexOf(' JobName=');
  const end = line.indexOf(' UserId=', start);
  const fields = line.slice(end);
  const state = field(fields, 'JobState');
  if (start < 0 || end < 0 || state === undefined || !line.startsWith('JobId=')) {
    throw new UnknownOutput(`scontrol printed what is not known here: '${line.trim().slice(0, 80)}'`);
  }
  const name = line.slice(start + ' JobName='.length, end);
  if (!isEndedState(state)) return { name, state, look: undefined };
  const node = field(fields, 'NodeList');
  const restarts = countOf(field(fields, 'Restarts') ?? '');
  const exitCode = field(fields, 'ExitCode');
  const look = lookOfEnded({
    ...{ id, state },
    ...(exitCode !== undefined && { exitCode }),
    ...(node !== undefined && node !== '(null)' && { node }),
    ...(restarts !== undefined && { restarts }),
  });
  return { name, state, look };
}

/**
 * Parses the line of `sacct --parsable2 --format=State,ExitCode,NodeList,JobName` about a job that has ended; undefined where it tells
 * of another job of that id, or of none that has ended.
 */
export function readSacct(text: string, id: string, name: string): JobLook | undefined {
  const [line = ''] = text.split('\n');
  const [states = '', exitCode = '', node = '', ...names] = line.split('|');
  // `CANCELLED by 1000`
  const [state = ''] = states.split(' ');
  if (names.join('|') !== name || !isEndedState(state)) return undefined;
  return lookOfEnded({ id, state, exitCode, ...(node !== '' && node !== 'None assigned' && { node }) });
}

function field(text: string, name: string): string | undefined {
  return new RegExp(` ${name}=(\\S+)`).exec(text)?.[1];
}

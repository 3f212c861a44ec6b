import type { JobLook } from '../launcher';
import { isEndedState, lookOfEnded } from './states';
import type { ListedJob } from './squeue';

/** Words of one call about jobs that the controller has forgotten, by the accounting of a cluster that has one. */
export function sacctWords(ids: readonly string[]): string[] {
  return [
    ...['--jobs', ids.join(','), '--allocations', '--noheader', '--parsable2'],
    '--format=JobID,State,ExitCode,NodeList,JobName',
  ];
}

/** Parses the lines of `sacct` about jobs that have ended; others of the list tell nothing, and are left out. */
export function readSacct(text: string): ListedJob[] {
  return text.split('\n').flatMap((line): ListedJob[] => {
    const [id = '', states = '', exitCode = '', node = '', ...names] = line.split('|');
    // `CANCELLED by 1000`
    const [state = ''] = states.split(' ');
    if (!isEndedState(state)) return [];
    const place = node === '' || node === 'None assigned' ? {} : { node: node.slice(0, maxNodeLength) };
    const look: JobLook = lookOfEnded({ id, state, exitCode, ...place });
    // A name is the last of a line, since it may hold any sign.
    return [{ name: names.join('|'), look }];
  });
}

const maxNodeLength = 200;

import { writeRunsAtATime } from '../../runs';

/** Hands the maximum number of runs at a time to the queues of some folders of runs. */
export function limitRuns(folders: readonly string[], count: number): void {
  for (const folder of folders) writeRunsAtATime(folder, count);
}

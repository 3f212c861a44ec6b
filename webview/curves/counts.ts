import { formatCountOf } from '../../src/wording';
import { writeText } from '../page/card';
import type { DrawnRun } from './scene';

/** Shows how many steps the panel's run has, and how many lines of its log could not be read. */
export function showCounts(run: DrawnRun | undefined): void {
  const { rows = 0, badLines = 0 } = run ?? {};
  writeText('steps', formatCountOf(rows, 'step'));
  writeText('bad-lines', badLines === 0 ? '' : `${formatCountOf(badLines, 'line')} of the log could not be read`);
}

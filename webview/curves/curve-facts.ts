import type { RunCard } from '../../src/panel/messages';
import { showWaiting, waitingText, writeText } from '../page/card';
import { showCounts } from './counts';
import type { CurveStore } from './scene';

/** The panel's run, and whether the first picture of its curves has come. */
export interface ShownRun {
  readonly run: RunCard | undefined;
  readonly hasPicture: boolean;
}

/** Shows the count of steps, whose curves these are, or the reason why there are none. */
export function showCurveFacts(store: CurveStore, { run, hasPicture }: ShownRun): void {
  const [own] = store.runs;
  showCounts(own);
  const isTeaching = own?.isTeacher === true;
  writeText('teaching', isTeaching ? 'These are the teacher’s curves. The student’s begin with its first step.' : '');
  const hasPoints = (own?.rows ?? 0) > 0 || store.held > 0;
  showWaiting(hasPoints ? '' : !hasPicture || run === undefined ? 'Reading the run…' : waitingText(run));
}

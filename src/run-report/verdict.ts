import {
  describeVerdict,
  findPairs,
  formatVerdict,
  hasTeacher,
  isComparable,
  judgePairs,
  judgeReadPairs,
  verdictFigures,
  type ResultFigures,
  type VerdictWords,
} from '../comparison';
import {
  actingGuards,
  contentOf,
  contentsOfRun,
  countedRuns,
  describeDifferences,
  differingInputs,
  findBaselines,
  type Baselines,
  type RunInputs,
  type RunSummary,
} from '../runs';
import { formatBeside, formatCount, formatCountOf, formatPercent } from '../wording';

/**
 * The test errors of a finished run, compared with those of its control, the same student without a teacher, and the verdict over
 * all pairs of its repeats and their controls; empty before a result. A run that was trained on other contents is no control, and
 * is named with them.
 * @param others the other runs of its workspace, newest first
 */
export function verdictOf(run: RunSummary, others: readonly RunSummary[]): string {
  const { status, progress, manifest } = run;
  const { errors, count = 0, accuracy, teacherErrors } = progress;
  if (status !== 'finished' || errors === undefined || accuracy === undefined) return '';
  const parts = [`${formatCount(errors)} of ${formatCount(count)} wrong (${formatPercent(1 - accuracy)})`];
  if (teacherErrors !== undefined) parts.push(`the teacher ${formatCount(teacherErrors)}`);
  if (manifest === undefined) return `${parts.join('; ')}.`;
  const { control, passedOver } = findBaselines(countedRuns(others, run), manifest.config, contentsOfRun(progress));
  if (control !== undefined) parts.push(againstControl(errors, control));
  else if (passedOver !== undefined) parts.push(whyNoControl(progress, passedOver));
  parts.push(...actingGuards(progress.guards).map(({ sentence }) => sentence));
  return [`${parts.join('; ')}.`, overPairs(run, others)].join(' ').trimEnd();
}

/** The verdict over all pairs; empty where there is none. */
function overPairs(run: RunSummary, others: readonly RunSummary[]): string {
  if (!isComparable(run) || !hasTeacher(run)) return '';
  const verdict = judgePairs(findPairs(run, [run, ...others]), run.manifest.config.verdict?.margin);
  const count = verdict.pairs.length;
  return count === 0 ? '' : `Over ${formatCountOf(count, 'pair')}: ${formatVerdict(verdict)}.`;
}

/** The table under a run's verdict: results over all pairs, in words and in numbers, and the pairs. */
export interface VerdictTable extends Pick<VerdictWords, 'results' | 'pairs' | 'detail'> {
  readonly figures: readonly ResultFigures[];
}

/**
 * Reads the table under a run's verdict; undefined where it has not finished or has no pair.
 * @param others the other runs of its workspace, newest first
 */
export async function readVerdictTable(
  run: RunSummary,
  others: readonly RunSummary[],
): Promise<VerdictTable | undefined> {
  if (run.status !== 'finished' || run.progress.errors === undefined) return undefined;
  if (!isComparable(run) || !hasTeacher(run)) return undefined;
  const found = findPairs(run, [run, ...others]);
  if (found.pairs.length === 0) return undefined;
  const verdict = await judgeReadPairs(found, run.manifest.config.verdict?.margin);
  const { results, pairs, detail } = describeVerdict(verdict);
  return { results, pairs, detail, figures: verdictFigures(verdict) };
}

function againstControl(errors: number, { errors: alone, id }: NonNullable<Baselines['control']>): string {
  return `the same student without a teacher ${formatCount(alone)} (${id}): ${formatBeside(errors, alone, besideControl)}`;
}

const besideControl = {
  fewer: (count: string) => `${count} fewer with the teacher`,
  more: (count: string) => `${count} more with the teacher`,
  same: 'as many',
};

/** Reason why a run is no control although its settings are those of one. */
function whyNoControl(progress: RunSummary['progress'], { id, progress: other }: RunSummary): string {
  const [own, theirs] = [progress, other].map(contentOf);
  if (typeof own === 'object' && typeof theirs === 'object') {
    const differing = differingInputs([withoutTeachers(own), withoutTeachers(theirs)]);
    return `${id} is no control, since its inputs differ: ${describeDifferences(differing)}`;
  }
  if (own === 'mixed' || theirs === 'mixed') {
    const changed = theirs === 'mixed' ? 'its' : 'this run’s';
    return `${id} is no control, since ${changed} inputs are not the same throughout`;
  }
  return `whether ${id} is a control is not known, since ${own === 'unrecorded' ? 'this run' : 'it'} did not record its inputs`;
}

/** A control has no teacher, so none is compared. */
function withoutTeachers(inputs: RunInputs): RunInputs {
  return { ...inputs, teachers: [] };
}

import {
  actingGuards,
  contentOf,
  describeDifferences,
  differingInputs,
  type Baselines,
  type RunInputs,
  type RunSummary,
} from '../runs';
import { formatCount, formatMoreOrFewer, formatPercent } from '../wording';

/**
 * The test errors of a finished run, compared with those of its control, the same student without a teacher; empty before a
 * result. Error counts vary by about their square root between seeds, so a difference below twice the square root of the
 * sum of both counts is called within chance. A run that was trained on other contents is no control, and is named with them.
 */
export function verdictOf(
  { status, progress }: RunSummary,
  { control, passedOver }: Pick<Baselines, 'control' | 'passedOver'>,
): string {
  const { errors, count = 0, accuracy, teacherErrors } = progress;
  if (status !== 'finished' || errors === undefined || accuracy === undefined) return '';
  const parts = [`${formatCount(errors)} of ${formatCount(count)} wrong (${formatPercent(1 - accuracy)})`];
  if (teacherErrors !== undefined) parts.push(`the teacher ${formatCount(teacherErrors)}`);
  if (control !== undefined) parts.push(againstControl(errors, control));
  else if (passedOver !== undefined) parts.push(whyNoControl(progress, passedOver));
  parts.push(...actingGuards(progress.guards).map(({ sentence }) => sentence));
  return `${parts.join('; ')}.`;
}

function againstControl(errors: number, { errors: alone, id }: NonNullable<Baselines['control']>): string {
  const difference = errors - alone;
  const chance = Math.ceil(2 * Math.sqrt(errors + alone));
  const how = `${formatMoreOrFewer(errors, alone)}${difference === 0 ? '' : ' with the teacher'}`;
  const weight =
    Math.abs(difference) < chance ? `, within what chance does (±${chance})` : `, more than chance does (±${chance})`;
  return `the same student without a teacher ${formatCount(alone)} (${id}): ${how}${weight}`;
}

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

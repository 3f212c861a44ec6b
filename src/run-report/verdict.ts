import type { Baselines, RunSummary } from '../runs';
import { formatCount, formatMoreOrFewer, formatPercent } from '../wording';

/**
 * The test errors of a finished run, compared with those of its control, the same student without a teacher; empty before a
 * result. Error counts vary by about their square root between seeds, so a difference below twice the square root of the
 * sum of both counts is called within chance.
 */
export function verdictOf({ status, progress }: RunSummary, control: Baselines['control']): string {
  const { errors, count = 0, accuracy, teacherErrors } = progress;
  if (status !== 'finished' || errors === undefined || accuracy === undefined) return '';
  const parts = [`${formatCount(errors)} of ${formatCount(count)} wrong (${formatPercent(1 - accuracy)})`];
  if (teacherErrors !== undefined) parts.push(`the teacher ${formatCount(teacherErrors)}`);
  if (control !== undefined) parts.push(againstControl(errors, control));
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

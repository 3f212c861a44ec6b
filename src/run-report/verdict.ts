import type { Baselines, RunSummary } from '../runs';
import { formatCount, formatMoreOrFewer, formatPercent } from '../wording';

/**
 * What a finished run reached on the test split, and what that is against the same student without a teacher; empty where
 * nothing was reached. Error counts scatter by about their square root between seeds, so that a difference below twice the
 * square root of both counts together is said to be within chance.
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

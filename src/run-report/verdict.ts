import type { Baselines, RunSummary } from '../runs';

/**
 * What a finished run reached on the test split, and what that is against the same student without a teacher; empty where
 * nothing was reached. Error counts scatter by about their square root between seeds, so that a difference below twice the
 * square root of both counts together is said to be within chance.
 */
export function verdictOf({ status, progress }: RunSummary, control: Baselines['control']): string {
  const { errors, count = 0, accuracy, teacherErrors } = progress;
  if (status !== 'finished' || errors === undefined || accuracy === undefined) return '';
  const parts = [`${errors.toLocaleString('en')} of ${count.toLocaleString('en')} wrong (${percent(1 - accuracy)})`];
  if (teacherErrors !== undefined) parts.push(`the teacher ${teacherErrors.toLocaleString('en')}`);
  if (control !== undefined) parts.push(againstControl(errors, control));
  return `${parts.join('; ')}.`;
}

function againstControl(errors: number, { errors: alone, id }: NonNullable<Baselines['control']>): string {
  const difference = errors - alone;
  const chance = Math.ceil(2 * Math.sqrt(errors + alone));
  const how =
    difference === 0 ? 'as many' : `${Math.abs(difference)} ${difference < 0 ? 'fewer' : 'more'} with the teacher`;
  const weight =
    Math.abs(difference) < chance ? `, within what chance does (±${chance})` : `, more than chance does (±${chance})`;
  return `the same student without a teacher ${alone.toLocaleString('en')} (${id}): ${how}${weight}`;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

import { formatCsv } from '../markup';
import { inputRows } from '../runs';
import { stepNames, type RunRecord } from './record';

const evaluationNames = [
  'accuracy',
  'errors',
  'count',
  'crossEntropy',
  'calibrationError',
  'agreement',
  'macroF1',
] as const;

/**
 * Steps of the student, all evaluations and the contents that it was trained on as comma-separated values, a row each; the first
 * column is the kind of row. A content is a SHA-256, or names of classes.
 */
export function runCsv({ steps, evaluations, inputs }: RunRecord): string {
  const only = stepNames.filter((name) => name !== 'step' && name !== 'epoch' && name !== 'klAtOne');
  const measured = ['kind', 'phase', 'teacher', 'split', 'step', 'epoch', 'klAtOne', ...only, ...evaluationNames];
  const stepRows = steps.step.map((step, row) => [
    ...['step', 'student', '', '', step, steps.epoch[row], steps.klAtOne[row]],
    ...only.map((name) => steps[name][row]),
    ...[...evaluationNames, '', ''].map(() => ''),
  ]);
  const evaluationRows = evaluations.map((event) => [
    ...['evaluation', event.phase, event.teacher, event.split, event.step, event.epoch, event.klAtOne],
    ...only.map(() => ''),
    ...evaluationNames.map((name) => event[name]),
    ...['', ''],
  ]);
  const inputLines = inputRows(inputs).map((row) => ['input', ...measured.slice(1).map(() => ''), ...row]);
  return formatCsv([[...measured, 'input', 'content'], ...stepRows, ...evaluationRows, ...inputLines]);
}

/** A run as JSON; NaN and infinities, which JSON cannot express, are null. */
export function runJson({ progress, steps, ...record }: RunRecord): string {
  const { accuracy, errors, count, teacherErrors, agreement, bestEpoch, seconds } = progress;
  const result = { accuracy, errors, count, teacherErrors, agreement, bestEpoch, seconds };
  const present = stepNames.filter((name) => steps[name].some((value) => !Number.isNaN(value)));
  const columns = Object.fromEntries(present.map((name) => [name, steps[name]]));
  return `${JSON.stringify({ formatVersion: 1, ...record, result, steps: columns })}\n`;
}

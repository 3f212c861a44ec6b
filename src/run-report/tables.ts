import { stepNames, type RunRecord } from './record';

const evaluationNames = ['accuracy', 'errors', 'count', 'crossEntropy', 'calibrationError', 'agreement'] as const;

/**
 * The student's steps and all evaluations as comma-separated values (RFC 4180): a row each, told apart by its first column;
 * what a row does not say is empty.
 */
export function runCsv({ steps, evaluations }: RunRecord): string {
  const more = ['kind', 'phase', 'teacher', 'split'];
  const only = stepNames.filter((name) => name !== 'step' && name !== 'epoch' && name !== 'klAtOne');
  const rows = [[...more, 'step', 'epoch', 'klAtOne', ...only, ...evaluationNames].join(',')];
  steps.step.forEach((step, place) => {
    const values = [steps.epoch[place], steps.klAtOne[place], ...only.map((name) => steps[name][place])];
    rows.push(['step', 'student', '', '', step, ...values.map(numberOf), ...evaluationNames.map(() => '')].join(','));
  });
  for (const event of evaluations) {
    const { phase, teacher = '', split, step, epoch, klAtOne } = event;
    const own = evaluationNames.map((name) => numberOf(event[name]));
    const start = ['evaluation', phase, field(teacher), split, step, numberOf(epoch), numberOf(klAtOne)];
    rows.push([...start, ...only.map(() => ''), ...own].join(','));
  }
  return `${rows.join('\r\n')}\r\n`;
}

function numberOf(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : String(value);
}

/** A text as a field; one that a spreadsheet would compute stays a text. */
function field(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** All of a run as JSON; numbers that JSON has not are null. */
export function runJson({ progress, steps, ...record }: RunRecord): string {
  const { accuracy, errors, count, teacherErrors, agreement, bestEpoch, seconds } = progress;
  const result = { accuracy, errors, count, teacherErrors, agreement, bestEpoch, seconds };
  const said = stepNames.filter((name) => steps[name].some((value) => !Number.isNaN(value)));
  const columns = Object.fromEntries(said.map((name) => [name, steps[name]]));
  return `${JSON.stringify({ formatVersion: 1, ...record, result, steps: columns })}\n`;
}

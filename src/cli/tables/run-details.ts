import { objectiveOfRun, unreadableConfig, writtenScript } from '../../config';
import {
  actingGuards,
  describeChanges,
  describePython,
  inputRows,
  preflightRows,
  provenanceOf,
  type EvaluationEvent,
  type RunSummary,
} from '../../runs';
import {
  formatCount,
  formatCountOf,
  formatDuration,
  formatFixed,
  formatLoss,
  formatMarks,
  formatPercent,
  formatStatusInFull,
} from '../../wording';
import { formatTable } from './table';

/** The details of one run, a row each; `note` is about its processes. */
export function formatRun(run: RunSummary, note?: string): string {
  if (run.manifest?.kind === 'sweep') return formatSweepRun(run, note);
  const { id, folder, progress, manifest } = run;
  const problem = manifest && unreadableConfig(manifest.config);
  const script = writtenScript(manifest?.config);
  const objective = manifest && problem === undefined ? objectiveOfRun(manifest.config) : undefined;
  const { accuracy, errors, count, teacherErrors, agreement, bestEpoch, seconds, message, hint, evaluation } = progress;
  const rows: [string, string | undefined][] = [
    ['run', id],
    ...marksOf(run),
    ['status', formatStatusInFull(run)],
    ['note', note],
    ['script', script],
    ['problem', script === undefined ? problem : undefined],
    ['objective', objective],
    ['python', describePython(progress.python)],
    ['engine', progress.engine],
    ['version', progress.product?.version],
    [
      'student',
      accuracy === undefined
        ? undefined
        : `${formatPercent(accuracy)} right, ${formatCountOf(errors ?? 0, 'error')} of ${formatCount(count)}`,
    ],
    ['teacher', teacherErrors === undefined ? undefined : formatCountOf(teacherErrors, 'error')],
    ['agreement', agreement === undefined ? undefined : `${formatPercent(agreement)} of the choices are the teacher’s`],
    ...measuresOf(evaluation, progress.inputs?.classes),
    ...teachersOf(progress),
    ...preflightRows(progress.preflights).map(({ sentence }): [string, string] => ['preflight', sentence]),
    ...actingGuards(progress.guards).map(({ sentence }): [string, string] => ['guard', sentence]),
    ['epoch kept', bestEpoch?.toString()],
    ['time', seconds === undefined ? undefined : formatDuration(seconds)],
    ['message', message],
    ['hint', hint],
    ['changed inputs', describeChanges(progress.inputChanges)],
    ...inputsOf(run),
    ['folder', folder],
  ];
  return formatTable(rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])));
}

/** The details of a sweep, a row each; its points are a table of their own. */
function formatSweepRun({ id, folder, progress, ...run }: RunSummary, note: string | undefined): string {
  const { sweep, seconds, message, hint } = progress;
  const rows: [string, string | undefined][] = [
    ['sweep', id],
    ['status', formatStatusInFull(run)],
    ['note', note],
    ['runs', sweep && `${formatCount(sweep.done)} of ${formatCount(sweep.total)}`],
    ['without a result', sweep === undefined || sweep.failed === 0 ? undefined : formatCount(sweep.failed)],
    ['best', sweep?.best],
    ['time', seconds === undefined ? undefined : formatDuration(seconds)],
    ['message', message],
    ['hint', hint],
    ['folder', folder],
  ];
  return formatTable(rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Rows of the marks that people gave a run; its note in full. */
function marksOf({ marks = {} }: RunSummary): [string, string | undefined][] {
  return [
    ['name', marks.name],
    ['marks', formatMarks({ ...marks, note: '' })],
    ['remark', marks.note],
  ];
}

/** Rows of the measures of an evaluation besides its errors. */
function measuresOf(
  evaluation: EvaluationEvent | undefined,
  classes: readonly { readonly name: string }[] = [],
): [string, string | undefined][] {
  if (evaluation === undefined) return [];
  const { crossEntropy, calibrationError, klAtOne, agreementOnErrors, uncorrected, tailAccuracy } = evaluation;
  const { headAccuracy, middleAccuracy } = evaluation;
  const parts = [headAccuracy, middleAccuracy, tailAccuracy].map((value) =>
    value === undefined ? '' : formatPercent(value),
  );
  return [
    [
      'on its errors',
      agreementOnErrors === undefined ? undefined : `${formatPercent(agreementOnErrors)} of them shared`,
    ],
    ['KL at T=1', klAtOne === undefined ? undefined : formatLoss(klAtOne)],
    ['NLL', formatLoss(crossEntropy)],
    [
      'calibration',
      calibrationError === undefined ? undefined : `${formatPercent(calibrationError)} expected error, 15 bins`,
    ],
    ['head, middle, tail', tailAccuracy === undefined ? undefined : parts.join(', ')],
    [
      'before correction',
      uncorrected &&
        `${formatCountOf(uncorrected.errors, 'error')}; the bias was moved by ${formatFixed(uncorrected.shift, 2)}`,
    ],
    ['class errors', errorsByClass(evaluation.classErrors ?? [], classes)],
  ];
}

/** Classes that are listed by name. */
const maxNamed = 12;

/** Errors of each class, by name where it has one, those with the most errors first; of numbered classes in their order. */
export function errorsByClass(errors: readonly number[], classes: readonly { readonly name: string }[]): string {
  if (classes.every(({ name }, index) => name === String(index))) return errors.join(' ');
  const named = errors.map((count, index) => ({ count, name: classes[index]?.name ?? String(index) }));
  const most = named.filter(({ count }) => count > 0).sort((one, other) => other.count - one.count);
  const shown = most.slice(0, maxNamed).map(({ name, count }) => `${name} ${count}`);
  return `${shown.join(', ')}${most.length > maxNamed ? ', …' : ''}`;
}

/** Rows of the SHA-256 of data and files, and of the keys under which teachers are kept. */
function inputsOf({ manifest, progress }: RunSummary): [string, string][] {
  const teachers = manifest === undefined ? [] : provenanceOf(manifest, progress).teachers;
  return [
    ...inputRows(progress.inputs).map(([label, content]): [string, string] => [label, content]),
    ...teachers.map(({ name, key }): [string, string] => [`${name}, key in the cache`, key]),
  ];
}

/** A row for each named teacher with its errors; a single teacher has its row already. */
function teachersOf({ teacherEvaluations = [] }: RunSummary['progress']): [string, string | undefined][] {
  return teacherEvaluations.flatMap(({ teacher, errors, crossEntropy }): [string, string | undefined][] =>
    teacher === undefined
      ? []
      : [[`teacher ${teacher}`, `${formatCountOf(errors, 'error')}, NLL ${formatLoss(crossEntropy)}`]],
  );
}

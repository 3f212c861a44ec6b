import { objectiveOf } from '../config';
import type { EvaluationEvent, RunSummary } from '../runs';
import { onOneLine } from './output';

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

/** Rows of text as columns padded to the same width; a cell is one line. */
export function formatTable(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(onOneLine));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** All runs, a line each. */
export function formatList(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'no runs yet';
  const rows = runs.map(({ progress, ...run }) => [
    run.id,
    standing(run),
    `${progress.epoch.toFixed(1)}/${progress.epochs}`,
    progress.accuracy === undefined ? '' : percent(progress.accuracy),
    progress.temperature === undefined ? '' : progress.temperature.toFixed(2),
  ]);
  return formatTable([['run', 'status', 'epoch', 'accuracy', 'T'], ...rows]);
}

/** A status, and where it says too little why or where. */
function standing({ status, ahead, elsewhere, copiedFrom }: Omit<RunSummary, 'progress'>): string {
  if (ahead !== undefined) return `${status}, ${ahead} before it`;
  if (elsewhere !== undefined) return `${status} on ${elsewhere}`;
  return copiedFrom === undefined ? status : `${status}, not from here`;
}

/** One run with everything that its files say; `note` is about its processes. */
export function formatRun(run: RunSummary, note?: string): string {
  const { id, folder, progress, manifest } = run;
  const config = manifest?.config;
  const objective = config?.loss && objectiveOf(config);
  const { accuracy, errors, count, teacherErrors, agreement, bestEpoch, seconds, message, hint, evaluation } = progress;
  const rows: [string, string | undefined][] = [
    ['run', id],
    ['status', standing(run)],
    ['note', note],
    ['objective', objective],
    ['engine', progress.engine],
    [
      'student',
      accuracy === undefined ? undefined : `${percent(accuracy)} right, ${errors ?? 0} errors of ${count ?? 0}`,
    ],
    ['teacher', teacherErrors === undefined ? undefined : `${teacherErrors} errors`],
    ['agreement', agreement === undefined ? undefined : `${percent(agreement)} of the choices are the teacher’s`],
    ...measuresOf(evaluation),
    ...teachersOf(progress),
    ['epoch kept', bestEpoch?.toString()],
    ['seconds', seconds?.toFixed(1)],
    ['message', message],
    ['hint', hint],
    ['folder', folder],
  ];
  return formatTable(rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])));
}

/** What an evaluation says beside its errors. */
function measuresOf(evaluation: EvaluationEvent | undefined): [string, string | undefined][] {
  if (evaluation === undefined) return [];
  const { crossEntropy, calibrationError, klAtOne, agreementOnErrors, uncorrected, tailAccuracy } = evaluation;
  const { headAccuracy, middleAccuracy } = evaluation;
  const parts = [headAccuracy, middleAccuracy, tailAccuracy].map((value) =>
    value === undefined ? '' : percent(value),
  );
  return [
    ['on its errors', agreementOnErrors === undefined ? undefined : `${percent(agreementOnErrors)} of them shared`],
    ['KL at T=1', klAtOne?.toFixed(4)],
    ['NLL', crossEntropy.toFixed(4)],
    ['calibration', `${percent(calibrationError)} expected error, 15 bins`],
    ['head, middle, tail', tailAccuracy === undefined ? undefined : parts.join(', ')],
    [
      'before correction',
      uncorrected && `${uncorrected.errors} errors; the bias was moved by ${uncorrected.shift.toFixed(2)}`,
    ],
    ['class errors', evaluation.classErrors.join(' ')],
  ];
}

/** Several teachers, each with its errors; one is said already. */
function teachersOf({ teacherEvaluations = [] }: RunSummary['progress']): [string, string | undefined][] {
  return teacherEvaluations.flatMap(({ teacher, errors, crossEntropy }): [string, string | undefined][] =>
    teacher === undefined ? [] : [[`teacher ${teacher}`, `${errors} errors, NLL ${crossEntropy.toFixed(4)}`]],
  );
}

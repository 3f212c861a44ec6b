import { errorsAgainst, formatErrorsAgainst, isActiveStatus, type RunSummary } from '../runs';
import {
  formatBeside,
  formatCount,
  formatCountOf,
  formatDifference,
  formatPercent,
  formatRunLabel,
  formatTemperature,
  networkNames,
} from '../wording';
import type { Findings } from './findings';
import type { Figure } from './messages';

type Progress = RunSummary['progress'];

/**
 * Numbers of the strip below a run's name: of its newest state while it is active, and of its result then, beside that of the
 * run that is pinned as the baseline.
 */
export function describeFigures(run: RunSummary, findings: Findings, baseline?: RunSummary): Figure[] {
  const { status, progress } = run;
  const figures =
    status === 'finished'
      ? [...resultFigures(progress, findings), ...baselineFigures(run, baseline)]
      : stateFigures(progress, isActiveStatus(status));
  return [...figures, ...preflightFigures(progress)];
}

const figure = (label: string, value: string, detail = '', tone: Figure['tone'] = 'plain'): Figure => ({
  ...{ label, value, detail, tone },
});

function stateFigures(progress: Progress, isActive: boolean): Figure[] {
  const { accuracy, agreement, bestEpoch, kept, phase, temperature } = progress;
  const best = kept?.epoch ?? bestEpoch;
  return [
    ...(accuracy === undefined ? [] : [figure('student, validation', formatPercent(accuracy), '', 'student')]),
    ...teacherFigure(progress),
    ...(agreement === undefined ? [] : [figure('agreement', formatPercent(agreement), 'with the teacher')]),
    ...(isActive && phase === 'student' && temperature !== undefined
      ? [figure('temperature', formatTemperature(temperature))]
      : []),
    ...(best === undefined ? [] : [figure('best epoch', formatCount(best), 'so far')]),
  ];
}

function resultFigures(progress: Progress, { studentTest, control }: Findings): Figure[] {
  const { accuracy, errors, teacherErrors, bestEpoch, epochs } = progress;
  const agreement = studentTest?.agreement;
  const figures: Figure[] = [];
  if (accuracy !== undefined) {
    figures.push(figure('student', formatPercent(accuracy), formatCountOf(errors ?? 0, 'error'), 'student'));
  }
  figures.push(...teacherFigure(progress, studentTest?.count ?? progress.count));
  if (errors !== undefined && teacherErrors !== undefined) {
    const words = errors - teacherErrors === 1 || errors - teacherErrors === -1 ? 'error' : 'errors';
    figures.push(figure('against the teacher', formatDifference(errors - teacherErrors, formatCount), words));
  }
  if (control !== undefined) {
    figures.push(
      figure('control, no teacher', formatPercent(control.accuracy), formatCountOf(control.errors, 'error')),
    );
  }
  if (agreement !== undefined) figures.push(figure('agreement', formatPercent(agreement), 'with the teacher'));
  if (bestEpoch !== undefined) {
    figures.push(figure('epoch kept', formatCount(bestEpoch), epochs > 0 ? `of ${formatCount(epochs)}` : ''));
  }
  if (control !== undefined && errors !== undefined) figures.push(helpFigure(errors, control.errors));
  return figures;
}

/** Whether the teacher helped, by one pair of runs, which shows no more than itself. */
function helpFigure(errors: number, control: number): Figure {
  const tone = errors < control ? 'good' : errors > control ? 'bad' : 'plain';
  return figure('does it help?', formatBeside(errors, control, besideControl), 'by this one pair', tone);
}

const besideControl = {
  fewer: (count: string) => `${count} fewer errors than its control`,
  more: (count: string) => `${count} more errors than its control`,
  same: 'as many errors as its control',
};

function teacherFigure({ teacherErrors, teacherEvaluations, count }: Progress, total = count): Figure[] {
  const [evaluation] = teacherEvaluations ?? [];
  const errors = teacherErrors ?? evaluation?.errors;
  const accuracy =
    teacherErrors !== undefined && total !== undefined && total > 0 ? 1 - teacherErrors / total : evaluation?.accuracy;
  if (accuracy === undefined) return [];
  return [
    figure('teacher', formatPercent(accuracy), errors === undefined ? '' : formatCountOf(errors, 'error'), 'teacher'),
  ];
}

function preflightFigures({ preflights = [] }: Progress): Figure[] {
  return preflights.map(({ teacher, errors, count, split }) => {
    const of = split === 'train' ? 'training' : 'validation';
    const name = preflights.length === 1 ? networkNames.teacher : teacher;
    return figure(`${name}, preflight`, formatCountOf(errors, 'error'), `of ${formatCount(count)} ${of} examples`);
  });
}

/** The difference of a run's errors from those of the pinned baseline. */
function baselineFigures(run: RunSummary, baseline: RunSummary | undefined): Figure[] {
  const difference = errorsAgainst(run, baseline);
  if (difference === undefined || baseline === undefined) return [];
  return [figure('against the baseline', formatErrorsAgainst(difference), `errors beside ${formatRunLabel(baseline)}`)];
}

import { describeData, describeModel, describeTeachers, objectiveOfRun, teachersOf, unreadableConfig } from '../config';
import { publishedFacts } from '../data-sources';
import {
  actingGuards,
  errorsAgainst,
  formatErrorsAgainst,
  judgeLive,
  preflightRows,
  type RunManifest,
  type RunSummary,
} from '../runs';
import {
  formatCount,
  formatCountOf,
  formatDuration,
  formatEarlyStop,
  formatFixed,
  formatPercent,
  formatPreparation,
  formatRunLabel,
  formatStatusDetail,
} from '../wording';
import { describeEpochs, describeResult, failureOf, sentence } from './describe-run';
import type { Findings } from './findings';
import type { Figure, RunCard } from './messages';

type Config = RunManifest['config'];
type Progress = RunSummary['progress'];

/** Standing of a run to other runs. */
export interface RunRelation {
  /** Words that tell it from other runs of its name. */
  readonly difference?: string;
  /** The run that is pinned as the baseline of its workspace. */
  readonly baseline?: RunSummary;
}

/** Builds the card of a run: the text that the panel shows beside the curves. */
export function describeRun(summary: RunSummary, findings: Findings, relation: RunRelation = {}): RunCard {
  const { id, folder, name, status, progress, manifest } = summary;
  const problem = manifest && unreadableConfig(manifest.config);
  const config = problem === undefined ? manifest?.config : undefined;
  const isTeaching = findings.phase === 'teacher';
  const epochs = isTeaching ? (teacherEpochs(config) ?? 0) : progress.epochs;
  const failure = failureOf(summary);
  return {
    id,
    folder,
    name,
    ...(relation.difference !== undefined && { difference: relation.difference }),
    status,
    ...(summary.isAtWork === true && { isAtWork: true }),
    ...describeConfig(config, problem),
    engine: progress.engine,
    epoch: describeEpochs(progress.epoch, epochs, status) + (epochs > 0 && isTeaching ? ' (teacher)' : ''),
    progress: shareDone(progress, findings, epochs),
    activity: [describeActivity(summary, findings, config), judgeLive(summary, relation.baseline)?.words ?? '']
      .filter((part) => part !== '')
      .join('; '),
    warnings: [...misreadings(progress), ...actingGuards(progress.guards).map(({ sentence: text }) => sentence(text))],
    result: describeResult(summary) ?? '',
    figures:
      status === 'finished' ? [...describeFigures(progress, findings), ...besideBaseline(summary, relation)] : [],
    ...(failure && { failure }),
  };
}

/** Share of the present work that is done: of the decoding, of the teacher's training, or of the student's. */
function shareDone({ epoch, step, steps }: Progress, { phase, preparation }: Findings, epochs: number): number {
  if (preparation !== undefined) return share(preparation.done, preparation.total);
  return phase === 'teacher' ? share(epoch, epochs) : share(step, steps);
}

function describeConfig(
  config: Config | undefined,
  problem = '',
): Pick<RunCard, 'objective' | 'teacher' | 'student' | 'data' | 'seed'> {
  if (config === undefined) return { objective: problem, teacher: '', student: '', data: '', seed: '' };
  return {
    objective: objectiveOfRun(config),
    teacher: describeTeachers(config, publishedFacts(config.data)) ?? 'none',
    student: describeModel(config.student.model, publishedFacts(config.data)),
    data: describeData(config),
    seed: String(config.seed),
  };
}

/** Teachers that their trial found to be read wrongly. */
function misreadings({ preflights }: Progress): string[] {
  return preflightRows(preflights).flatMap(({ sentence: text, isMisread }) =>
    isMisread ? [`The teacher makes ${text}.`] : [],
  );
}

/** Epochs of the teacher's training; the maximum over several teachers. */
function teacherEpochs(config: Config | undefined): number | undefined {
  const epochs = config && teachersOf(config).map(({ source }) => source.train.epochs);
  return epochs && epochs.length > 0 ? Math.max(...epochs) : undefined;
}

/** Describes the current activity of a run, so that a wait is explained. */
function describeActivity(run: RunSummary, findings: Findings, config: Config | undefined): string {
  const { status, progress } = run;
  switch (status) {
    case 'queued':
      return formatStatusDetail(run) ?? 'waiting for the trainer to start';
    case 'running':
      return describeTraining(progress, findings, config);
    case 'stopping':
      return 'finishing the step, then writing a checkpoint';
    case 'stopped':
      if (progress.steps === 0) return 'stopped before its first step';
      return `stopped at step ${formatCount(progress.step)} of ${formatCount(progress.steps)}; its checkpoint is kept`;
    case 'finished':
      return describeEnd(progress);
    case 'failed':
    case 'lost':
    case 'broken':
      return '';
  }
}

function describeEnd({ seconds, stoppedEarly }: Progress): string {
  const time = seconds === undefined ? '' : `trained in ${formatDuration(seconds)}`;
  const early = stoppedEarly === undefined ? '' : formatEarlyStop(stoppedEarly);
  return [time, early].filter(Boolean).join('; ');
}

function describeTraining(progress: Progress, findings: Findings, config: Config | undefined): string {
  const speed = findings.imagesPerSecond > 0 ? `, ${formatCount(findings.imagesPerSecond)} images/s` : '';
  switch (findings.phase) {
    case 'preparing':
      if (findings.preparation !== undefined) return formatPreparation(findings.preparation);
      return progress.engine === '' ? 'starting the trainer' : 'reading the data and preparing the networks';
    case 'teacher':
      return `training the teacher, epoch ${formatFixed(progress.epoch, 1)} of ${teacherEpochs(config) ?? '?'}${speed}`;
    case 'teacher-evaluated':
      return 'the teacher is trained; preparing the student';
    case 'student':
      return `training the student${speed}`;
    case 'student-trained':
      return 'evaluating on the test split';
  }
}

function describeFigures(progress: Progress, { studentTest }: Findings): Figure[] {
  const total = studentTest?.count ?? progress.count ?? 0;
  const figures: Figure[] = [];
  const add = (label: string, value: string, detail: string): void => void figures.push({ label, value, detail });
  if (progress.accuracy !== undefined) {
    add('Student test accuracy', formatPercent(progress.accuracy), formatCountOf(progress.errors ?? 0, 'error'));
  }
  if (progress.teacherErrors !== undefined && total > 0) {
    const accuracy = formatPercent(1 - progress.teacherErrors / total);
    add('Teacher test accuracy', accuracy, formatCountOf(progress.teacherErrors, 'error'));
  }
  for (const { teacher, errors, count, split } of progress.preflights ?? []) {
    const of = split === 'train' ? 'training' : 'validation';
    const name = progress.preflights?.length === 1 ? 'Teacher' : teacher;
    add(
      `${name} preflight`,
      formatCountOf(errors, 'error'),
      `of ${formatCount(count)} ${of} examples, before the training`,
    );
  }
  if (studentTest?.agreement !== undefined)
    add('Agreement', formatPercent(studentTest.agreement), 'same class as the teacher');
  if (progress.bestEpoch !== undefined) {
    add('Epoch kept', String(progress.bestEpoch), progress.epochs > 0 ? `of ${progress.epochs}` : '');
  }
  return figures;
}

/** The difference of its errors from those of the pinned baseline. */
function besideBaseline(summary: RunSummary, { baseline }: RunRelation): Figure[] {
  const difference = errorsAgainst(summary, baseline);
  if (difference === undefined || baseline === undefined) return [];
  const label = 'Against the baseline';
  return [{ label, value: formatErrorsAgainst(difference), detail: `errors beside ${formatRunLabel(baseline)}` }];
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : 0);

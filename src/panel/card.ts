import { describeData, describeModel, describeTeachers, objectiveOfRun, teachersOf, unreadableConfig } from '../config';
import { publishedFacts } from '../data-sources';
import { actingGuards, judgeLive, preflightRows, type RunManifest, type RunSummary } from '../runs';
import {
  formatClock,
  formatCount,
  formatDuration,
  formatEarlyStop,
  formatFacts,
  formatFixed,
  formatPreparation,
  formatStatusDetail,
  noneLabel,
  withoutCodeMarks,
} from '../wording';
import { describeEpochs, failureOf, sentence } from './describe-run';
import { describeFigures } from './figures';
import type { Findings } from './findings';
import type { RunCard } from './messages';

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
    activity: [
      describeActivity(summary, findings, config),
      // Of a run that waits this is its activity.
      (status === 'running' ? formatStatusDetail(summary) : undefined) ?? '',
      judgeLive(summary, relation.baseline)?.words ?? '',
    ]
      .filter((part) => part !== '')
      .join('; '),
    warnings: [
      ...misreadings(progress),
      ...actingGuards(progress.guards).map(({ sentence: text }) => sentence(text)),
    ].map(withoutCodeMarks),
    figures: describeFigures(summary, findings, relation.baseline),
    createdAt: summary.createdAt,
    ...(progress.epochs > 0 && { epochs: progress.epochs }),
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
): Pick<RunCard, 'details' | 'objective' | 'teacher' | 'student' | 'data' | 'seed'> {
  if (config === undefined) return { details: '', objective: problem, teacher: '', student: '', data: '', seed: '' };
  return {
    details: describeChoices(config),
    objective: objectiveOfRun(config),
    teacher: describeTeachers(config, publishedFacts(config.data)) ?? noneLabel,
    student: describeModel(config.student.model, publishedFacts(config.data)),
    data: describeData(config),
    seed: String(config.seed),
  };
}

/** Settings that runs of one config mostly differ in, for the line of the name: `linear 8 → 2 · seed 2`. */
function describeChoices({ temperature, loss, seed }: Partial<Config>): string {
  // Another writer may have left the config without defaults.
  const { strategy, from, to, value }: Partial<Record<string, unknown>> = { ...temperature };
  const isRange = typeof from === 'number' && typeof to === 'number';
  const size = typeof value === 'number' ? ` ${value}` : isRange ? ` ${from} → ${to}` : '';
  const teaching = loss?.soft === 0 ? 'no teacher' : typeof strategy === 'string' ? `${strategy}${size}` : '';
  return formatFacts([teaching, seed === undefined ? '' : `seed ${seed}`]);
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
  const time = seconds === undefined ? '' : `in ${formatDuration(seconds)}`;
  const early = stoppedEarly === undefined ? '' : formatEarlyStop(stoppedEarly);
  return [time, early].filter(Boolean).join('; ');
}

function describeTraining(progress: Progress, findings: Findings, config: Config | undefined): string {
  const speed = findings.imagesPerSecond > 0 ? [`${formatCount(findings.imagesPerSecond)} images/s`] : [];
  const left = (epochs: number): string[] => {
    const seconds = epochs > 0 ? findings.pace.secondsLeft(epochs) : undefined;
    return seconds === undefined ? [] : [`${formatClock(seconds)} left`];
  };
  switch (findings.phase) {
    case 'preparing':
      if (findings.preparation !== undefined) return formatPreparation(findings.preparation);
      return progress.engine === '' ? 'starting the trainer' : 'reading the data and preparing the networks';
    case 'teacher':
      return [
        `training the teacher, epoch ${formatFixed(progress.epoch, 1)} of ${teacherEpochs(config) ?? '?'}`,
        ...[...left(teacherEpochs(config) ?? 0), ...speed],
      ].join(' · ');
    case 'teacher-evaluated':
      return 'the teacher is trained; preparing the student';
    case 'student':
      return [studentPlace(progress), ...left(progress.epochs), ...speed].join(' · ');
    case 'student-trained':
      return 'evaluating on the test split';
  }
}

/** Epoch that the student is trained in: `epoch 61 of 250`, the first one being 1. */
function studentPlace({ epoch, epochs, step }: Progress): string {
  if (epochs > 0) return `epoch ${formatCount(Math.min(epochs, Math.floor(epoch) + 1))} of ${formatCount(epochs)}`;
  return step > 0 ? `training the student, step ${formatCount(step)}` : 'training the student';
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : 0);

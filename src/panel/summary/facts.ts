import path from 'node:path';
import {
  describeData,
  describeModel,
  describeTeachers,
  objectiveOfRun,
  teachersOf,
  unreadableConfig,
} from '../../config';
import { publishedFacts } from '../../data-sources';
import { pathFrom } from '../../paths';
import { readVerdictTable, verdictOf } from '../../run-report';
import {
  describeChanges,
  describePython,
  endOfFile,
  findTraceback,
  inputFacts,
  isActiveStatus,
  LogFollower,
  type LogPiece,
  provenanceOf,
  RunCatalogue,
  runFiles,
  type RunManifest,
  type RunSummary,
  seriesKey,
  type StepEvent,
  workspaceOf,
} from '../../runs';
import { formatCount, formatCountOf, formatDate, formatDuration, formatFixed, noneLabel } from '../../wording';
import { describeEpochs } from '../describe-run';
import type { Fact, SummaryAction, SummaryAnswer, SummaryFacts } from '../messages';

/** Number of recent steps over which the speed is measured. */
const windowSteps = 200;

/** Reader of one run's facts. It reads the log once and afterwards only what was appended. */
export class FactsReader {
  private readonly catalogue: RunCatalogue;
  private readonly log: LogFollower;
  private recent: readonly TimedStep[] = [];
  /** Key of the training (teacher's or student's) that the recent steps belong to. */
  private series = '';

  constructor(private readonly runFolder: string) {
    this.catalogue = new RunCatalogue(path.dirname(runFolder));
    this.log = new LogFollower(runFolder, ['at', 'imagesPerSecond']);
  }

  /** Reads the present facts. */
  async read(): Promise<Extract<SummaryAnswer, { readonly type: 'facts' }>> {
    const runs = await this.catalogue.list();
    const run = runs.find(({ folder }) => folder === this.runFolder);
    if (run?.manifest === undefined) {
      const value = run?.progress.message ?? 'the run folder cannot be read';
      const facts = [{ label: 'Problem', value }];
      const actions: SummaryAction[] = run?.isAtWork === true ? ['stop', 'revealFolder'] : ['revealFolder'];
      return { type: 'facts', objective: '', verdict: '', facts, actions };
    }
    for await (const piece of this.log.gained()) this.take(piece);
    const { manifest } = run;
    const others = runs.filter(({ id }) => id !== run.id);
    const table = await readVerdictTable(run, others);
    return {
      type: 'facts',
      objective: unreadableConfig(manifest.config) ?? objectiveOfRun(manifest.config),
      verdict: verdictOf(run, others),
      ...(table && {
        verdictTable: { results: [...table.results], pairs: [...table.pairs], detail: table.detail },
      }),
      facts: factsOf(run, manifest, speedOf(this.recent)).filter(({ value }) => value !== ''),
      actions: actionsOf(run.status),
      ...(run.status === 'failed' && tracebackOf(this.runFolder)),
    };
  }

  private take({ isAnew, events, steps }: LogPiece): void {
    const newest = events.findLast((event) => event.type === 'step');
    const start = events.findLastIndex((event) => event.type === 'started');
    if (isAnew || start >= 0) this.recent = [];
    if (newest === undefined) return;
    const series = seriesKey(newest);
    const table = steps.find((one) => seriesKey(one.series) === series);
    // The table also holds the steps of the previous attempt, before the new ones: they are left out.
    const over = events.slice(0, Math.max(0, start)).findLast((event) => event.type === 'step');
    const added = table === undefined ? [] : lastSteps(table, newest.phase);
    const before = series === this.series ? this.recent : [];
    this.series = series;
    const own = added.filter(({ step }) => over === undefined || seriesKey(over) !== series || step > over.step);
    this.recent = [...before, ...own].slice(-windowSteps);
  }
}

/** Bytes of the output in which the traceback of a failure is looked for. */
const outputBytes = 64 << 10;

/** The traceback at the end of a run's output, with links to the files of the workspace. */
function tracebackOf(runFolder: string): Pick<SummaryFacts, 'traceback'> {
  const found = findTraceback(endOfFile(runFolder, runFiles.output, outputBytes));
  if (found === undefined) return {};
  const workspace = workspaceOf(runFolder);
  const frames = found.frames.map(({ file, line }) => {
    const inside = pathFrom(workspace, path.resolve(workspace, file));
    return inside === undefined ? { file, line } : { file: inside, line, isLink: true };
  });
  return { traceback: { exception: found.exception, frames } };
}

/** Fields of a step from which the speed is computed. */
type TimedStep = Pick<StepEvent, 'phase' | 'step'> & Required<Pick<StepEvent, 'at' | 'imagesPerSecond'>>;

function lastSteps({ step, columns }: LogPiece['steps'][number], phase: StepEvent['phase']): TimedStep[] {
  const first = Math.max(0, step.length - windowSteps);
  const of = (name: 'at' | 'imagesPerSecond', row: number): number => columns.get(name)?.[row] ?? Number.NaN;
  return Array.from(step.subarray(first), (value, index) => ({
    ...{ phase, step: value, at: of('at', first + index), imagesPerSecond: of('imagesPerSecond', first + index) },
  }));
}

interface Speed {
  readonly phase: StepEvent['phase'];
  readonly stepsPerSecond: number;
  readonly imagesPerSecond: number;
}

/** Mean speed by the log's clock, in steps per second; time for evaluations is included. */
function speedOf(recent: readonly TimedStep[]): Speed | undefined {
  const [first, last] = [recent[0], recent.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) return undefined;
  const stepsPerSecond = ((last.step - first.step) * 1000) / (last.at - first.at);
  return { phase: last.phase, stepsPerSecond, imagesPerSecond: last.imagesPerSecond };
}

function actionsOf(status: RunSummary['status']): SummaryAction[] {
  const always = ['openConfig', 'openLog', 'revealFolder'] as const;
  switch (status) {
    case 'queued':
    case 'running':
      return ['stop', 'rerun', 'export', ...always];
    case 'stopping':
      return ['export', ...always];
    case 'stopped':
    case 'failed':
    case 'lost':
      return ['resume', 'rerun', 'export', ...always];
    case 'finished':
      return ['rerun', 'useStudent', 'export', ...always];
    case 'broken':
      return ['revealFolder'];
  }
}

function factsOf(run: RunSummary, manifest: RunManifest, speed: Speed | undefined): Fact[] {
  const { config } = manifest;
  const { progress } = run;
  const { engine, teachers, repeats = '' } = provenanceOf(manifest, progress);
  const add = (label: string, value: string): Fact => ({ label, value });
  return [
    ...(unreadableConfig(config) === undefined ? settingsOf(config) : []),
    add(
      'Engine',
      engine === undefined ? '' : `${engine.name} ${engine.version}, ${formatCountOf(engine.threads, 'thread')}`,
    ),
    add('Python', describePython(progress.python)),
    add('Why no other', (engine?.rejected ?? []).map(({ name, reason }) => `${name}: ${reason}`).join('; ')),
    ...(isActiveStatus(run.status) ? timesOf(progress, speed) : []),
    add('Trained', progress.seconds === undefined ? '' : formatDuration(progress.seconds)),
    add('Epoch', describeEpochs(progress.epoch, progress.epochs, run.status)),
    add('Started', formatDate(manifest.createdAt)),
    add('Repeats', repeats),
    add('Run', run.id),
    add('Config, SHA-256', manifest.configHash),
    add('Changed inputs', describeChanges(progress.inputChanges)),
    ...inputFacts(progress.inputs).map(([label, content]) => add(label, content)),
    ...teachers.map(({ name, key }) => add(`${name}, key in the cache`, key)),
  ];
}

function settingsOf(config: RunManifest['config']): Fact[] {
  return [
    { label: 'Student', value: describeModel(config.student.model, publishedFacts(config.data)) },
    { label: 'Teacher', value: describeTeachers(config, publishedFacts(config.data)) ?? noneLabel },
    { label: 'Data', value: describeData(config) },
    { label: 'Seeds', value: seedsOf(config) },
  ];
}

function seedsOf(config: RunManifest['config']): string {
  const own = teachersOf(config).map(({ name, source }) => `${name} ${source.train.seed}`);
  return [`student ${config.seed}`, ...own].join(', ');
}

function timesOf({ step, steps }: RunSummary['progress'], speed: Speed | undefined): Fact[] {
  if (speed === undefined) return [];
  const stepsPerSecond = formatFixed(speed.stepsPerSecond, 1);
  const pace = { label: 'Speed', value: `${stepsPerSecond} steps/s, ${formatCount(speed.imagesPerSecond)} images/s` };
  const isKnown = speed.phase === 'student' && speed.stepsPerSecond > 0 && steps > step;
  return isKnown
    ? [pace, { label: 'Time left', value: `about ${formatDuration((steps - step) / speed.stepsPerSecond)}` }]
    : [pace];
}

import path from 'node:path';
import type {
  CheckpointEvent,
  EvaluationEvent,
  FailedEvent,
  FinishedEvent,
  GuardsEvent,
  InputsEvent,
  InterpreterEvent,
  Phase,
  PreflightEvent,
  RunEvent,
  StartedEvent,
  StepEvent,
  SweepEvent,
  TeacherEvent,
} from '../protocol/schemas/events';
import type { InputChange, RunInputs } from '../protocol/schemas/inputs';
import type { EngineRecord, RunManifest } from '../protocol/schemas/manifest';
import { LogFollower } from '../log/log-follower';
import type { Product } from '../protocol/product';
import { runFiles } from '../folder/folders';
import { readManifest } from '../folder/manifest';
import { HeartbeatWatch } from '../process/heartbeat';
import { inputsOfEvent } from './inputs';
import { describeIntruder, findIntruder } from '../store/intruders';
import { store } from '../store/store';
import { stampOf, stampOfFile } from './file-stamps';
import { describeScriptEnd } from './script-end';
import { hasProcesses, judgeRun, readProcesses, type Processes, type Standing } from './status';

/** A run in a list, by its files as they are now. */
export interface RunSummary extends Omit<Standing, 'message'> {
  readonly id: string;
  readonly folder: string;
  readonly name: string;
  readonly createdAt: number;
  readonly progress: RunProgress;
  /** Absent when the run folder is broken. */
  readonly manifest?: RunManifest;
}

/** A teacher, and its key in the cache: SHA-256 of its model and data, or of its settings and data where it was trained. */
export interface TeacherRecord {
  readonly name: string;
  readonly key: string;
}

/** Progress of a run by its log so far. */
export interface RunProgress {
  phase: Phase;
  step: number;
  steps: number;
  epoch: number;
  epochs: number;
  /** Engine of the newest attempt in words; empty before its start. */
  engine: string;
  started?: Omit<EngineRecord, 'rejected'> & Pick<StartedEvent, 'rejected'>;
  /** The Python of the newest attempt; absent where it needs none. */
  python?: InterpreterEvent;
  /** Product of the newest attempt. */
  product?: Product;
  /** Contents that the newest attempt was trained on; undefined in runs of version 0.1. */
  inputs?: RunInputs;
  /** Changes of the inputs between attempts, which the person went on with. */
  inputChanges?: readonly InputChange[];
  /** An attempt before those that recorded their inputs has trained. */
  hasUnrecordedInputs?: true;
  /** Changes of the inputs for which the last attempt was refused. */
  refusedChanges?: readonly InputChange[];
  /** Trials of teachers from files in the newest attempt. */
  preflights?: readonly PreflightEvent[];
  /** Teachers that are ready, in the order in which they became so. */
  teacherKeys?: readonly TeacherRecord[];
  temperature?: number;
  /** The student's accuracy on the validation split, or on the test split once the run has finished. */
  accuracy?: number;
  teacherErrors?: number;
  errors?: number;
  /** It finished without an evaluation on the test split, as a script may: its accuracy is that of the last validation. */
  isUntested?: true;
  count?: number;
  bestEpoch?: number;
  /** The early stop of the student's training; absent where it went on to the last epoch. */
  stoppedEarly?: NonNullable<FinishedEvent['stoppedEarly']>;
  seconds?: number;
  /** The runs of a sweep as they last stood. */
  sweep?: SweepEvent;
  message?: string;
  hint?: string;
  /** Name of the teacher that could not be had, where the run failed for that. */
  failedTeacher?: string;
  /** The share of the examples last evaluated on which student and teacher choose the same class. */
  agreement?: number;
  /** The student's last evaluation, and its teachers' on the test split. */
  evaluation?: EvaluationEvent;
  teacherEvaluations?: readonly EvaluationEvent[];
  /** The student's evaluation on the validation split at the epoch whose weights it keeps. */
  kept?: EvaluationEvent;
  /** Guards that have acted on samples of the student's training, and all of its samples. */
  guards?: Pick<GuardsEvent, 'samples' | 'guards'>;
  last?: RunEvent['type'];
  /** The attempt that wrote the last event. */
  attempt?: number;
}

/**
 * The split that a run's accuracy, errors and the rest of its evaluation are of: the test split once it has finished, unless a
 * script evaluated on none.
 */
export function splitOf({ accuracy, seconds, isUntested }: RunProgress): 'validation' | 'test' | undefined {
  if (accuracy === undefined) return undefined;
  return seconds === undefined || isUntested === true ? 'validation' : 'test';
}

export function newProgress(): RunProgress {
  return { phase: 'teacher', step: 0, steps: 0, epoch: 0, epochs: 0, engine: '' };
}

/** Brings the progress of a run up to an event. */
export function addToProgress(progress: RunProgress, event: RunEvent): void {
  addEvent(progress, event);
  Object.assign(progress, { attempt: event.attempt, ...(event.type !== 'notice' && { last: event.type }) });
}

function addEvent(progress: RunProgress, event: RunEvent): void {
  switch (event.type) {
    case 'started':
      addStart(progress, event);
      break;
    case 'inputs':
      addInputs(progress, event);
      break;
    case 'teacher':
      addTeacher(progress, event);
      break;
    case 'preflight':
      addPreflight(progress, event);
      break;
    case 'step':
      addStep(progress, event);
      break;
    case 'evaluation':
      addEvaluation(progress, event);
      break;
    case 'finished':
      addResult(progress, event);
      break;
    case 'failed':
      addFailure(progress, event);
      break;
    case 'interpreter':
    case 'sweep':
      Object.assign(progress, event.type === 'sweep' ? { sweep: event } : { python: event });
      break;
    case 'guards':
    case 'checkpoint':
      addOfTraining(progress, event);
      break;
    case 'notice':
    case 'preparation':
    case 'stopped':
  }
}

function addStep(progress: RunProgress, { phase, epoch, step, temperature }: StepEvent): void {
  Object.assign(progress, { phase, epoch });
  if (phase === 'student') Object.assign(progress, { step, temperature });
}

function addResult(progress: RunProgress, event: FinishedEvent): void {
  const { bestEpoch, accuracy, errors, teacherErrors, seconds, stoppedEarly } = event;
  Object.assign(progress, { bestEpoch, teacherErrors, seconds });
  if (Number.isNaN(accuracy)) progress.isUntested = true;
  else Object.assign(progress, { accuracy, errors });
  if (stoppedEarly !== undefined) progress.stoppedEarly = stoppedEarly;
}

function addPreflight(progress: RunProgress, event: PreflightEvent): void {
  const others = (progress.preflights ?? []).filter(({ teacher }) => teacher !== event.teacher);
  progress.preflights = [...others, event];
}

/** An earlier attempt's failure counts no more. */
function addStart(progress: RunProgress, event: StartedEvent): void {
  const { steps, epochs, engine, engineVersion, threads, rejected, product } = event;
  Object.assign(progress, { steps, epochs });
  progress.engine = `${engine} ${engineVersion}, ${threads} threads`;
  delete progress.message;
  delete progress.hint;
  delete progress.stoppedEarly;
  delete progress.refusedChanges;
  delete progress.product;
  if (product !== undefined) progress.product = product;
  progress.started = { name: engine, version: engineVersion, threads, ...(rejected !== undefined && { rejected }) };
}

/** Adds what the training of the student says beside its steps. An epoch's evaluation is written before its checkpoint. */
function addOfTraining(progress: RunProgress, event: GuardsEvent | CheckpointEvent): void {
  const { evaluation } = progress;
  if (event.type === 'guards') {
    if (event.phase === 'student') progress.guards = { samples: event.samples, guards: event.guards };
  } else if (event.best && evaluation?.split === 'validation') {
    if (Math.round(evaluation.epoch) === Math.round(event.epoch)) progress.kept = evaluation;
  }
}

/** Maximum length of a list that grows with the log, far above that of a run of ours: the newest are kept. */
const maxListed = 100;

function addEvaluation(progress: RunProgress, event: EvaluationEvent): void {
  if (event.phase === 'student') {
    const { accuracy, errors, count, agreement } = event;
    Object.assign(progress, { accuracy, errors, count, ...(agreement === undefined ? {} : { agreement }) });
    progress.evaluation = event;
  } else if (event.split === 'test') {
    const others = progress.teacherEvaluations?.filter(({ teacher }) => teacher !== event.teacher) ?? [];
    progress.teacherEvaluations = [...others, event].slice(-maxListed);
  }
}

function addFailure(progress: RunProgress, { message, hint, changes, teacher }: FailedEvent): void {
  Object.assign(progress, {
    ...{ message, hint },
    ...(changes !== undefined && { refusedChanges: changes }),
    ...(teacher !== undefined && { failedTeacher: teacher }),
  });
}

function addInputs(progress: RunProgress, event: InputsEvent): void {
  progress.inputs = inputsOfEvent(event);
  const { changes, unrecorded } = event;
  if (changes !== undefined) {
    const before = progress.inputChanges ?? [];
    progress.inputChanges = [...before, ...changes.slice(0, maxListed)].slice(-maxListed);
  }
  if (unrecorded === true) progress.hasUnrecordedInputs = true;
}

function addTeacher(progress: RunProgress, { name, key }: TeacherEvent): void {
  const others = progress.teacherKeys?.filter((teacher) => teacher.name !== name) ?? [];
  progress.teacherKeys = [...others, { name, key }].slice(-maxListed);
}

/** Progress of a run by the whole of its log. Throws the file system's error. */
export async function readProgress(runFolder: string): Promise<RunProgress> {
  const reader = { log: new LogFollower(runFolder, []), progress: newProgress() };
  await readOn(reader);
  return reader.progress;
}

interface Known {
  readonly log: LogFollower;
  progress: RunProgress;
  readonly manifest: RunManifest;
  /** State of `run.json` when it was read: taking a run over writes it anew. */
  readonly manifestStamp: string;
  /** Newest summary of a run that has ended, and the state of its files then. */
  ended?: { readonly stamp: string; readonly summary: RunSummary };
}

async function readOn(entry: Pick<Known, 'log' | 'progress'>): Promise<void> {
  for await (const piece of entry.log.gained()) {
    if (piece.isAnew) entry.progress = newProgress();
    for (const event of piece.events) addToProgress(entry.progress, event);
  }
}

/** Reason why a run without a manifest is broken, with the file and the field. */
export function whyBroken({ progress }: RunSummary): string {
  return progress.message ?? 'its run.json cannot be read';
}

/**
 * Follows many runs cheaply: each log is read once, and only its growth afterwards; of a run that has ended two times are
 * looked at until one of them changes.
 */
export class RunCatalogue {
  private readonly known = new Map<string, Known>();

  private readonly hearts = new HeartbeatWatch();

  constructor(private readonly folder: string) {}

  /** All runs, newest first. A broken run is listed as broken and hides no other. */
  async list(): Promise<RunSummary[]> {
    const folders = this.folders();
    const kept = new Set(folders);
    for (const folder of this.known.keys()) if (!kept.has(folder)) this.known.delete(folder);
    return this.summaries(folders);
  }

  /** The newest runs by their names, which begin with the time; nothing is read of the others. */
  async page(count: number): Promise<RunSummary[]> {
    return this.summaries(this.folders().sort().reverse().slice(0, count));
  }

  private folders(): string[] {
    return store
      .list(this.folder)
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(this.folder, entry.name));
  }

  private async summaries(folders: readonly string[]): Promise<RunSummary[]> {
    const summaries = await Promise.all(folders.map((folder) => this.summarize(folder)));
    return summaries.sort((a, b) => b.createdAt - a.createdAt || b.id.localeCompare(a.id));
  }

  /** The state of a run so far; its manifest is read anew where that was written anew. */
  private async entryOf(folder: string, known: Known | undefined): Promise<Known> {
    const manifestStamp = stampOfFile(path.join(folder, runFiles.manifest));
    if (known?.manifestStamp === manifestStamp) return known;
    const { log, progress } = known ?? { log: new LogFollower(folder, []), progress: newProgress() };
    return { log, progress, manifest: await readManifest(folder), manifestStamp };
  }

  /** One run as it stands now. */
  async summarize(folder: string): Promise<RunSummary> {
    const id = path.basename(folder);
    const known = this.known.get(folder);
    const stamp = stampOf(folder);
    if (known?.ended !== undefined && known.ended.stamp === stamp) return known.ended.summary;
    try {
      // A clone may bring links, which would show, or write to, what lies elsewhere, and pipes, which would block.
      const intruder = findIntruder(folder, 'first level');
      if (intruder !== undefined) throw new Error(describeIntruder(intruder));
      const entry = await this.entryOf(folder, known);
      this.known.set(folder, entry);
      const processes = readProcesses(folder);
      await readOn(entry);
      const { manifest } = entry;
      const { name, createdAt } = manifest;
      const { message, ...standing } = judgeRun(folder, processes, { ...entry.progress, createdAt }, this.hearts);
      // A standing's message holds for this look alone; the log's own counts before it.
      const end = message === undefined ? {} : endOf(entry, folder, processes.exit, message);
      const progress = { ...end, ...entry.progress };
      const summary = { id, folder, name, createdAt, ...standing, progress, manifest };
      if (stamp !== undefined && isOver(summary) && !processes.isUncertain) entry.ended = { stamp, summary };
      else delete entry.ended;
      return summary;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const broken = {
        id,
        folder,
        name: id,
        createdAt: 0,
        status: 'broken',
        progress: { ...newProgress(), message },
      } as const;
      return hasProcesses(folder, this.hearts) ? { ...broken, isAtWork: true } : broken;
    }
  }
}

/** Words for the end of a run whose log has none. */
function endOf(
  { manifest, progress }: Known,
  folder: string,
  exit: Processes['exit'],
  message: string,
): { readonly message: string; readonly hint?: string } {
  const script: unknown = Reflect.get(manifest.config, 'script');
  const file: unknown = typeof script === 'object' && script !== null ? Reflect.get(script, 'file') : undefined;
  if (typeof file !== 'string' || exit === undefined) return { message };
  return describeScriptEnd(folder, file, exit, progress) ?? { message };
}

/** Whether only a change of its files can change a run's summary: a lost run may come back by its heartbeat. */
function isOver({ status, elsewhere }: RunSummary): boolean {
  return elsewhere === undefined && (status === 'finished' || status === 'stopped' || status === 'failed');
}

/** One run as it stands now, read from its files. */
export function summarizeRun(runFolder: string): Promise<RunSummary> {
  return new RunCatalogue(path.dirname(runFolder)).summarize(runFolder);
}

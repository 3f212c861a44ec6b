import type {
  CheckpointEvent,
  EvaluationEvent,
  FailedEvent,
  FinishedEvent,
  GuardsEvent,
  InputsEvent,
  InterpreterEvent,
  PreflightEvent,
  RunEvent,
  StartedEvent,
  StepEvent,
  SweepEvent,
  TeacherEvent,
} from '../../protocol/schemas/events';
import type { Phase } from '../../protocol/schemas/training-fields';
import type { InputChange, RunInputs } from '../../protocol/schemas/inputs';
import type { NetworkCost } from '../../protocol/schemas/network-cost';
import type { EngineRecord } from '../../protocol/schemas/manifest';
import type { Product } from '../../protocol/product';
import { inputsOfEvent } from './inputs';

/** A teacher, its cost, and its key in the cache: SHA-256 of its model and data, or of its settings and data where it was trained. */
export interface TeacherRecord extends NetworkCost {
  readonly name: string;
  readonly key: string;
}

/** Result of a validation of the student. */
export interface ValidationPoint {
  readonly epoch: number;
  readonly accuracy: number;
  /** Examples that it was measured on. */
  readonly count: number;
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
  /** Set where it finished without an evaluation on the test split, as a script may: its accuracy is that of the last validation. */
  isUntested?: true;
  count?: number;
  bestEpoch?: number;
  /** The early stop of the student's training; absent where it went on to the last epoch. */
  stoppedEarly?: NonNullable<FinishedEvent['stoppedEarly']>;
  seconds?: number;
  /** Of the student. */
  cost?: NetworkCost;
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
  /** Validations of the student's training in the order of its epochs, at most `maxListed`: every other one is dropped beyond. */
  validations?: readonly ValidationPoint[];
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
  if (event.parameters !== undefined || event.operations !== undefined) progress.cost = costIn(event);
  if (stoppedEarly !== undefined) progress.stoppedEarly = stoppedEarly;
}

function addPreflight(progress: RunProgress, event: PreflightEvent): void {
  const others = (progress.preflights ?? []).filter(({ teacher }) => teacher !== event.teacher);
  progress.preflights = [...others, event];
}

const costIn = ({ parameters, operations }: NetworkCost): NetworkCost => ({
  ...(parameters !== undefined && { parameters }),
  ...(operations !== undefined && { operations }),
});

/** An earlier attempt's failure counts no more. */
function addStart(progress: RunProgress, event: StartedEvent): void {
  const { steps, epochs, engine, engineVersion, threads, rejected, product } = event;
  Object.assign(progress, { steps, epochs });
  // Of an imported run, and of some scripts, no more than a name is known.
  progress.engine = [`${engine} ${engineVersion}`.trimEnd(), ...(threads > 0 ? [`${threads} threads`] : [])].join(', ');
  delete progress.message;
  delete progress.hint;
  delete progress.failedTeacher;
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
    if (event.split === 'validation') addValidation(progress, event);
  } else if (event.split === 'test') {
    const others = progress.teacherEvaluations?.filter(({ teacher }) => teacher !== event.teacher) ?? [];
    progress.teacherEvaluations = [...others, event].slice(-maxListed);
  }
}

/** Adds a validation in place of those at the same epoch and later, which a resumed run measures again. */
function addValidation(progress: RunProgress, { epoch, accuracy, count }: EvaluationEvent): void {
  if (!Number.isFinite(accuracy)) return;
  const before = (progress.validations ?? []).filter((point) => point.epoch < epoch);
  const kept = before.length < maxListed ? before : before.filter((_, index) => index % 2 === 1);
  progress.validations = [...kept, { epoch, accuracy, count }];
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

function addTeacher(progress: RunProgress, event: TeacherEvent): void {
  const { name, key } = event;
  const others = progress.teacherKeys?.filter((teacher) => teacher.name !== name) ?? [];
  progress.teacherKeys = [...others, { name, key, ...costIn(event) }].slice(-maxListed);
}

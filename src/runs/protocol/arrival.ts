import type { EvaluationIndex } from './schemas/evaluations';
import type { RunEvent } from './schemas/events';
import type { Job, JobState } from './schemas/job-files';
import type { WrittenManifest } from './schemas/manifest';
import type { RunMarks } from './schemas/marks';
import type { Exit, Owner, QueueFile, StopProgress, TrainingSlotFile } from './schemas/process-files';
import type { SweepChange } from './schemas/sweep-change';
import { isPlainStep } from './generated/plain-step';
import { makeCheck, type Check, type Shape } from './shape';
import { eventDefaults } from './generated/event-fields';
import { eventShapes } from './generated/event-shapes';
import { fileShapes } from './generated/file-shapes';

// Checks of values that come from disk. They are made of the schemas' shapes and copy next to nothing: zod's mini build takes 14 µs for a
// step of the log, whose parsing takes 3.5 µs in all, and with its schemas 35 kB of the extension's activation.

const eventChecks = new Map(
  Object.entries(eventShapes).flatMap(([name, shape]) =>
    name.startsWith('event-') ? [[name.slice('event-'.length), makeCheck(shape)] as const] : [],
  ),
);

/**
 * Takes a parsed line as an event, with defaults for fields that its writer left out; undefined where it is none. An event of an
 * unknown type needs a number alone: a newer writer's is passed over.
 */
export function eventOf(value: unknown): RunEvent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isPlainStep(value)) return value as RunEvent;
  const { type, seq } = value as { readonly type?: unknown; readonly seq?: unknown };
  if (typeof type !== 'string') return undefined;
  const check = eventChecks.get(type);
  if (check === undefined) return typeof seq === 'number' ? (value as RunEvent) : undefined;
  if (check(value) !== undefined) return undefined;
  const defaults = eventDefaults[type] ?? {};
  const isFull = Object.keys(defaults).every((name) => name in value);
  return (isFull ? value : { ...defaults, ...value }) as RunEvent;
}

/** Why a value is no manifest of the format that is read, naming the field; undefined where it is one. */
export const whyNoManifest: Check = makeCheck(fileShapes.manifest);
export function isManifest(value: unknown): value is WrittenManifest {
  return whyNoManifest(value) === undefined;
}

/** Why a value is no index of evaluations, naming the field; undefined where it is one. */
export const whyNoEvaluationIndex: Check = makeCheck(fileShapes.evaluations);
export function isEvaluationIndex(value: unknown): value is EvaluationIndex {
  return whyNoEvaluationIndex(value) === undefined;
}

/** Why a value does not describe a student, naming the field; undefined where it does. */
export const whyNoStudentFacts: Check = makeCheck(fileShapes.student);

type Guard<Value> = (value: unknown) => value is Value;

function matches(shape: Shape): (value: unknown) => boolean {
  const check = makeCheck(shape);
  return (value) => check(value) === undefined;
}

export const isRunMarks = matches(fileShapes.marks) as Guard<RunMarks>;
export const isSweepChange = matches(fileShapes['sweep-change']) as Guard<SweepChange>;
export const isOwner = matches(fileShapes.owner) as Guard<Owner>;
export const isExit = matches(fileShapes.exit) as Guard<Exit>;
export const isJob = matches(fileShapes.job) as Guard<Job>;
export const isJobState = matches(fileShapes['job-state']) as Guard<JobState>;
export const isStopProgress = matches(fileShapes.stopping) as Guard<StopProgress>;
export const isQueueFile = matches(fileShapes['queue-entry']) as Guard<QueueFile>;
export const isTrainingSlotFile = matches(fileShapes['training-slot']) as Guard<TrainingSlotFile>;
export const isHeartbeat = matches(fileShapes.heartbeat) as Guard<string>;

import type { EvaluationIndex } from './evaluations';
import type { RunEvent } from './events';
import type { WrittenManifest } from './manifest';
import type { Exit, Owner } from './process-files';
import { isPlainStep } from './plain-step';
import { makeCheck, type Check } from './shape';
import { shapes } from './shapes';

// Checks of values that come from disk. They are made of the schemas' shapes and copy nothing: zod's mini build takes 14 µs for a
// step of the log, whose parsing takes 3.5 µs in all, and with its schemas 35 kB of the extension's activation.

const eventChecks = new Map(
  Object.entries(shapes).flatMap(([name, shape]) =>
    name.startsWith('event-') ? [[name.slice('event-'.length), makeCheck(shape)] as const] : [],
  ),
);

/** Whether a parsed line is an event. An event of an unknown type needs a number alone: a newer writer's is passed over. */
export function isRunEvent(value: unknown): value is RunEvent {
  if (typeof value !== 'object' || value === null) return false;
  if (isPlainStep(value)) return true;
  const { type, seq } = value as { readonly type?: unknown; readonly seq?: unknown };
  if (typeof type !== 'string') return false;
  const check = eventChecks.get(type);
  return check === undefined ? typeof seq === 'number' : check(value) === undefined;
}

/** Why a value is no manifest of the format that is read, naming the field; undefined where it is one. */
export const whyNoManifest: Check = makeCheck(shapes.manifest);
export function isManifest(value: unknown): value is WrittenManifest {
  return whyNoManifest(value) === undefined;
}

/** Why a value is no index of evaluations, naming the field; undefined where it is one. */
export const whyNoEvaluationIndex: Check = makeCheck(shapes.evaluations);
export function isEvaluationIndex(value: unknown): value is EvaluationIndex {
  return whyNoEvaluationIndex(value) === undefined;
}

const [checkOwner, checkExit] = [makeCheck(shapes.owner), makeCheck(shapes.exit)];

export function isOwner(value: unknown): value is Owner {
  return checkOwner(value) === undefined;
}

export function isExit(value: unknown): value is Exit {
  return checkExit(value) === undefined;
}

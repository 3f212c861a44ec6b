import { SpaceFault } from '../sweeps';
import { ownProperty } from './schema/lookup';
import { isRecord } from './text/record';

/** One run of a sweep: values of settings by their paths, and its seed. */
export interface PointChoice {
  readonly settings: readonly (readonly [path: readonly string[], value: unknown])[];
  readonly seed: number;
  /** Whether its teachers are trained with its seed, so that each seed has teachers of its own. */
  readonly hasOwnTeachers: boolean;
}

/** A config's written values with those of a point. Throws a SpaceFault for a path into a list that names no entry of it. */
export function writePoint(
  config: Readonly<Record<string, unknown>>,
  { settings, seed, hasOwnTeachers }: PointChoice,
): Record<string, unknown> {
  const written = structuredClone(config) as Record<string, unknown>;
  for (const [path, value] of settings) setAt(written, path, value);
  if (hasOwnTeachers) {
    if (isRecord(written['teacher'])) setAt(written, ['teacher', 'train', 'seed'], seed);
    const { teachers } = written;
    if (Array.isArray(teachers))
      teachers.forEach((_, at) => setAt(written, ['teachers', String(at), 'train', 'seed'], seed));
  }
  return written;
}

function setAt(config: Record<string, unknown>, path: readonly string[], value: unknown): void {
  // A number is short for a constant temperature, and no strategy is one too.
  const { temperature } = config;
  if (path[0] === 'temperature' && path.length > 1) {
    if (!isRecord(temperature)) {
      const constant = typeof temperature === 'number' ? { value: temperature } : {};
      config['temperature'] = { strategy: 'constant', ...constant };
    }
  }
  let holder: Record<string, unknown> | unknown[] = config;
  for (const key of path.slice(0, -1)) {
    const below: unknown = Array.isArray(holder) ? holder[placeIn(holder, key, path)] : ownProperty(holder, key);
    const next: Record<string, unknown> | unknown[] = isRecord(below) || Array.isArray(below) ? below : {};
    put(holder, key, next, path);
    holder = next;
  }
  put(holder, path.at(-1) ?? '', structuredClone(value), path);
}

function placeIn(list: readonly unknown[], key: string, path: readonly string[]): number {
  if (/^\d+$/.test(key) && Number(key) < list.length) return Number(key);
  const message = `'${path.join('.')}' is no setting: '${key}' names no entry of a list of ${list.length}, counted from 0.`;
  throw new SpaceFault(path, message);
}

function put(holder: Record<string, unknown> | unknown[], key: string, value: unknown, path: readonly string[]): void {
  if (Array.isArray(holder)) holder[placeIn(holder, key, path)] = value;
  else Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

import { SpaceFault } from '../sweeps';
import type { DataLookup } from './check/parse';
import { parseConfig } from './check/parse';
import type { ResolvedConfig } from './schema/schema';
import type { Language } from './text/tree';
import { writeConfig, type WrittenEntry } from './text/write-config';
import { writePoint, type PointChoice } from './point-values';
import { isRecord } from './text/record';

/** A point's config as text, with its defaults filled in or else the first fault. */
export interface PointConfig {
  readonly text: string;
  readonly config?: ResolvedConfig;
  readonly fault?: string;
}

/** Keys of a sweep's config that its points do not have. */
const ofSweep = ['sweep', 'control', 'name', 'seed'];
const maxNameLength = 100;

/**
 * The config of one run of a sweep: that of the sweep with the point's values and seed written into it.
 * @param text of the sweep's config, without errors.
 */
export function pointConfig(text: string, language: Language, point: PointChoice, lookUp?: DataLookup): PointConfig {
  const { value } = parseConfig(text, language, { lookUp });
  let written: Record<string, unknown>;
  try {
    written = writePoint(isRecord(value) ? value : {}, point);
  } catch (error) {
    if (!(error instanceof SpaceFault)) throw error;
    return { text: '', fault: error.message };
  }
  const description = describePoint(point);
  const { name } = written;
  const entries: WrittenEntry[] = [
    ['name', `${typeof name === 'string' ? name : 'sweep'} ${description}`.slice(0, maxNameLength)],
    ['seed', point.seed],
    ...Object.entries(written).filter(([key]) => !ofSweep.includes(key)),
  ];
  const pointText = writeConfig(entries, language, `A point of a sweep: ${description}.`);
  const { config, problems } = parseConfig(pointText, language, { lookUp });
  if (config !== undefined) return { text: pointText, config };
  const error = problems.find(({ severity }) => severity === 'error');
  return { text: pointText, fault: error?.message ?? 'the config of the point cannot be read' };
}

/** A point in words: `temperature 4, soft 0.5, seed 2`. */
export function describePoint({ settings, seed }: Pick<PointChoice, 'settings' | 'seed'>): string {
  return [...settings.map(([path, value]) => `${shortName(path)} ${describeValue(value)}`), `seed ${seed}`].join(', ');
}

/** The last key of a path that says something. */
export function shortName(path: readonly string[]): string {
  const [last = '', before] = [...path].reverse();
  return before !== undefined && /^(value|model|\d+)$/.test(last) ? before : last;
}

/** A value of a setting in words, such as that of a strategy: `linear 8 1`. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(describeValue).join('-');
  if (isRecord(value)) return Object.values(value).map(describeValue).join(' ');
  return JSON.stringify(value);
}

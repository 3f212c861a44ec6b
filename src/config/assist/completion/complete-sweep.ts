import { schemaAt } from '../../schema/lookup';
import { describeType } from '../../schema/describe-type';
import { sweepValuesOf } from '../../schema/sweep-values';
import type { Language } from '../../text/tree';
import { writeEntry } from '../../text/write';
import type { KeySpot, Scan, ValueSpot } from '../place/cursor';
import { isSamePath } from '../place/scan';
import { sketchFlow } from '../sketch';
import { around } from './complete-key';
import { piecesOf } from './complete-value';
import { completionOf, type Completion } from './completion';

/** Settings that are proposed though a config leaves them to their defaults. */
const usual = [
  ['temperature', 'value'],
  ['loss', 'soft'],
  ['student', 'model', 'hidden'],
  ['train', 'optimizer', 'learningRate'],
  ['train', 'epochs'],
];
/** Parts of a config that are no settings of a run, or that every run of a sweep shares. */
const left = ['sweep', 'name', 'control', 'verdict', 'seed', '$schema', 'data', 'evaluation'];

/** Whether a spot is directly in `sweep.over`. */
export function isInSweep({ path }: KeySpot | ValueSpot): boolean {
  return path[0] === 'sweep' && path[1] === 'over';
}

/**
 * The settings of the config that a sweep can vary, each with values to try. They are blocks, since the JSON Schema, by which other
 * extensions offer keys, cannot know them.
 */
export function completeSweepKey(spot: KeySpot, scan: Scan, language: Language): Completion[] {
  if (spot.path.length !== 2) return [];
  const siblings = scan.writtenKeys.filter(({ path }) => isSamePath(path, spot.path));
  const others = siblings.filter(({ start, end }) => spot.end <= start || spot.start >= end);
  const written = new Set(others.map(({ key }) => key));
  return settingsIn(scan).flatMap(({ path, present }) => {
    const name = path.join('.');
    const values = sweepValuesOf(path, present);
    if (values === undefined || written.has(name)) return [];
    const schema = schemaAt(path);
    const { description } = schema;
    const about = { detail: describeType(schema), ...(description !== undefined && { document: () => description }) };
    if (spot.hasColon) return [completionOf(spot, name, 'block', [name], about)];
    const pieces = [writeEntry(name, 0, language).slice(0, -1), ...sketchFlow(values.list, {}, language)];
    return [completionOf(spot, name, 'block', around(spot, pieces), about)];
  });
}

/** A list of values and a range for a setting of `sweep.over`. */
export function completeSweepValue(spot: ValueSpot, scan: Scan, language: Language): Completion[] {
  if (scan.writtenKeys.some(({ path }) => isSamePath(path, spot.path))) return [];
  const path = spot.path.slice(2).flatMap((key) => key.split('.'));
  const present = settingsIn(scan).find((setting) => isSamePath(setting.path, path))?.present;
  const values = sweepValuesOf(path, present);
  if (values === undefined) return [];
  const { list, range } = values;
  return [list, ...(range === undefined ? [] : [range])].map((value) => {
    const label = Array.isArray(value) ? 'values' : 'range';
    return completionOf(spot, label, 'block', piecesOf(value, {}, spot, language), { detail: describe(value) });
  });
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'each of these' : 'evenly between two ends';
}

interface Setting {
  readonly path: readonly string[];
  /** Its number as it is written. */
  readonly present: number | undefined;
}

/** The settings that a text writes, and the usual ones, once each. */
function settingsIn({ writtenKeys }: Scan): Setting[] {
  const written = writtenKeys.flatMap(({ path, key, value }): Setting[] => {
    if (left.includes(path[0] ?? key)) return [];
    const number = value === undefined ? Number.NaN : Number(value);
    const isTemperature = path.length === 0 && key === 'temperature';
    // A number is short for a constant; any other temperature is a map, whose keys follow.
    if (isTemperature && !Number.isFinite(number)) return [];
    const whole = isTemperature ? ['temperature', 'value'] : [...path, key];
    return [{ path: whole, present: Number.isFinite(number) ? number : undefined }];
  });
  const strategy = writtenKeys.find(({ path, key }) => isSamePath(path, ['temperature']) && key === 'strategy')?.value;
  const isConstant = strategy === undefined || strategy === 'constant';
  const more = usual.filter(([top]) => top !== 'temperature' || isConstant);
  const all = [...written, ...more.map((path): Setting => ({ path, present: undefined }))];
  const settings = new Map<string, Setting>();
  for (const setting of all) {
    const name = setting.path.join('.');
    if (!settings.has(name)) settings.set(name, setting);
  }
  return [...settings.values()].sort((one, other) => rankOf(one) - rankOf(other));
}

/** Parts of a config in the order in which their settings are proposed. */
const order = ['temperature', 'loss', 'student', 'train'];

function rankOf({ path: [top = ''] }: Setting): number {
  const rank = order.indexOf(top);
  return rank < 0 ? order.length : rank;
}

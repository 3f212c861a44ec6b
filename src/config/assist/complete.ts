import { strategies } from '../../distillation';
import { describeType } from '../schema/describe-type';
import type { SchemaNode } from '../schema/json-schema';
import { mapsAt, schemasAt, type Written } from '../schema/lookup';
import { itemsOf, sampleOf } from '../schema/sample';
import { MAX_CONFIG_BYTES, type Language, type Range } from '../text/tree';
import { writeEntry, writeFlow } from '../text/write';
import { isSamePath as isSame, scanText, valueAt } from './scan';
import type { KeySpot, Scan, ValueSpot } from './spot';

/**
 * What may be written in a range. Accepting it leaves a text that can be read; lines after its first one are indented
 * relative to the line that it is written in, as editors do.
 */
export interface Completion extends Range {
  readonly label: string;
  readonly insertText: string;
  readonly kind: 'key' | 'value';
  readonly detail?: string;
  readonly documentation?: string;
}

/** What a value names that only the disk knows. */
export type WantedNames = 'student files' | 'teacher files' | 'runs';

/** A place where something can be completed, read once. */
export interface CompletionPlace {
  /** The names that may stand here; absent at most places, so that nobody looks for nothing. */
  readonly wanted?: WantedNames;
  /** What may be written, with the wanted names, the best first. */
  complete(names?: readonly string[]): Completion[];
}

/** What an offset is for, also in a half-typed document; undefined where nothing can be written. */
export function completionAt(text: string, language: Language, offset: number): CompletionPlace | undefined {
  if (text.length > MAX_CONFIG_BYTES || offset < 0 || offset > text.length) return undefined;
  const scan = scanText(text, language, offset);
  const { spot } = scan;
  if (!spot) return undefined;
  if (spot.mode === 'key') return { complete: () => completeKey(spot, scan, language) };
  const wanted = wantedNames(spot, scan);
  const complete = (names: readonly string[] = []): Completion[] => completeValue(spot, scan, language, names);
  return wanted === undefined ? { complete } : { wanted, complete };
}

/** The keys that are missing and allowed, or the values, that may stand at an offset; also in a half-typed document. */
export function completeConfig(text: string, language: Language, offset: number): Completion[] {
  return completionAt(text, language, offset)?.complete() ?? [];
}

function wantedNames({ path }: ValueSpot, scan: Scan): WantedNames | undefined {
  const [holder, key] = path.slice(-2);
  if (holder !== 'model') return undefined;
  const preset = valueAt(scan, path.slice(0, -1), 'preset');
  if (key === 'run' && preset === 'run') return 'runs';
  if (key !== 'path' || preset !== 'file') return undefined;
  return path[0] === 'student' ? 'student files' : 'teacher files';
}

const writtenIn =
  (scan: Scan): Written =>
  (path, key) =>
    valueAt(scan, path.map(String), key);

/** Keys that may be written but are no setting, and would only be in the way. */
const forTools = new Set(['$schema']);

function completeKey(spot: KeySpot, scan: Scan, language: Language): Completion[] {
  const siblings = scan.mentions.filter(({ path }) => isSame(path, spot.path));
  if (spot.column !== undefined && siblings.some(({ indent }) => indent !== spot.column)) return [];
  const others = siblings.filter(({ start, end }) => spot.end <= start || spot.start >= end);
  const written = new Set(others.map(({ key }) => key));
  const known = new Map(
    mapsAt(spot.path, writtenIn(scan)).flatMap(({ properties }) => Object.entries(properties ?? {})),
  );
  const epochs = Number(valueAt(scan, ['train'], 'epochs') ?? 10);
  return [...known]
    .filter(([key]) => !written.has(key) && !forTools.has(key))
    .map(([label, schema]) => {
      const insertText = keyText(label, schema, spot, language, epochs);
      const help = schema.description ? { documentation: schema.description } : {};
      return {
        label,
        insertText,
        kind: 'key',
        detail: describeType(schema),
        start: spot.start,
        end: spot.end,
        ...help,
      };
    });
}

function keyText(key: string, schema: SchemaNode, spot: KeySpot, language: Language, epochs: number): string {
  if (spot.hasColon) return key;
  const before = spot.needsCommaBefore ? ', ' : '';
  const after = spot.needsCommaAfter ? ', ' : '';
  const map = mapOf(schema);
  const entry =
    spot.column !== undefined && map !== undefined
      ? openMap(key, map)
      : writeEntry(key, sampleOf(schema, key, epochs), language);
  if (spot.quote === undefined) return before + entry + after;
  // The opening quote is written already.
  return (entry.startsWith('"') ? entry.slice(1) : entry.replace(':', `${spot.quote}:`)) + after;
}

/** A schema of a map, a union's first branch included unless the union has a default or allows a plain value too. */
function mapOf(schema: SchemaNode): SchemaNode | undefined {
  if (schema.type === 'object') return schema;
  const branches = schema.anyOf ?? schema.oneOf ?? [];
  const isMap = schema.default === undefined && branches.every(({ type }) => type === 'object');
  return isMap ? branches[0] : undefined;
}

/** A map with what must be in it on lines of its own, or with room for the first key. */
function openMap(key: string, schema: SchemaNode): string {
  const required = (schema.required ?? []).map((name) =>
    writeEntry(name, sampleOf(schema.properties?.[name] ?? {}, name), 'yaml'),
  );
  return `${key}:\n  ${required.join('\n  ')}`;
}

interface Choice {
  readonly value: unknown;
  readonly detail?: string;
  readonly documentation?: string;
}

function completeValue(spot: ValueSpot, scan: Scan, language: Language, names: readonly string[]): Completion[] {
  if (scan.mentions.some(({ path }) => isSame(path, spot.path))) return [];
  const choices = schemasAt(spot.path, writtenIn(scan)).flatMap((schema) => choicesOf(schema, spot.path));
  const all = [...choices, ...names.map((value): Choice => ({ value }))];
  const offered = new Map(all.map((choice) => [writeFlow(choice.value, language), choice]));
  return [...offered].map(([written, { value, ...help }]) => {
    const quoted = spot.quote === undefined ? written : withinQuote(value, spot.quote);
    const before = (spot.needsCommaBefore ? ', ' : '') + (spot.needsSpace ? ' ' : '');
    const insertText = before + quoted + (spot.needsCommaAfter ? ',' : '');
    const label = typeof value === 'string' ? value : written;
    return { label, insertText, kind: 'value', start: spot.start, end: spot.end, ...help };
  });
}

/** Text goes on behind the quote that is there; anything else cannot, and is left to be text. */
function withinQuote(value: unknown, quote: string): string {
  return `${typeof value === 'string' ? value : JSON.stringify(value)}${quote}`;
}

function choicesOf(schema: SchemaNode, path: readonly string[]): Choice[] {
  const key = path.at(-1) ?? '';
  const about = key === 'strategy' ? aboutStrategy(schema.const) : undefined;
  if (schema.const !== undefined) return [{ ...choice(schema.const, schema), ...about }];
  if (schema.enum) return schema.enum.map((value) => choice(value, schema));
  if (schema.type === 'boolean') return [true, false].map((value) => choice(value, schema));
  const strategy = schema.properties?.['strategy']?.const;
  if (strategy !== undefined) return [{ value: sampleOf(schema, key), ...aboutStrategy(strategy) }];
  const fixed = Object.values(schema.properties ?? {}).find((property) => property.const !== undefined);
  if (fixed !== undefined) {
    const documentation = fixed.description === undefined ? {} : { documentation: fixed.description };
    return [{ value: sampleOf(schema, key), ...documentation }];
  }
  if (/^\d+$/.test(key)) return itemsOf(path.at(-2) ?? '').map((value) => ({ value }));
  if (schema.type === 'array') return [{ value: sampleOf(schema, key), detail: 'for example' }];
  if (schema.type === 'object')
    return schema.required ? [{ value: sampleOf(schema, key), detail: 'what is required' }] : [];
  const isLeaf = schema.default !== undefined && typeof schema.default !== 'object';
  return isLeaf ? [choice(schema.default, schema)] : [];
}

function choice(value: unknown, schema: SchemaNode): Choice {
  const documentation = schema.description === undefined ? {} : { documentation: schema.description };
  return { value, ...(value === schema.default ? { detail: 'default' } : {}), ...documentation };
}

function aboutStrategy(name: unknown): { detail: string; documentation: string } | undefined {
  const strategy = strategies.find((one) => one.name === name);
  return strategy && { detail: strategy.formula, documentation: `${strategy.summary} ${strategy.helps}` };
}

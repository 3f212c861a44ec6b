import { describeType } from '../../schema/describe-type';
import type { SchemaNode } from '../../schema/json-schema';
import { discriminatorOf, mapsAt, schemaAt, schemasAt } from '../../schema/lookup';
import { excludedByScript } from '../../schema/script';
import { sampleOf } from '../../schema/sample';
import type { Language } from '../../text/tree';
import { aboutLossName, aboutStrategyName, type About } from '../about';
import { completionOf, type Completion } from './completion';
import { joined, sketchBlock, sketchEntries, sketchEntry, type Piece } from '../sketch';
import { isSamePath, writtenValues, valueAt } from '../place/scan';
import type { KeySpot, Scan } from '../place/cursor';

/** Keys that may be written but are no setting, and would only be in the way. */
const forTools = new Set(['$schema']);

interface KeyQuestion {
  readonly spot: KeySpot;
  readonly language: Language;
  readonly epochs: number;
}

/** The keys that are missing and allowed at a spot, those that are required first; then whole blocks. */
export function completeKey(spot: KeySpot, scan: Scan, language: Language): Completion[] {
  const siblings = scan.writtenKeys.filter(({ path }) => isSamePath(path, spot.path));
  if (spot.column !== undefined && siblings.some(({ indent }) => indent !== spot.column)) return [];
  const others = siblings.filter(({ start, end }) => spot.end <= start || spot.start >= end);
  const written = new Set(others.map(({ key }) => key));
  const maps = mapsAt(spot.path, writtenValues(scan));
  const isRequired = (key: string): boolean => maps.every(({ required }) => required?.includes(key) === true);
  const known = new Map<string, SchemaNode>();
  for (const [key, schema] of maps.flatMap(({ properties }) => Object.entries(properties ?? {}))) {
    // Branches have the key that tells them apart in common, each with its own word for it.
    if (!known.has(key)) known.set(key, schema.const === undefined ? schema : schemaAt([...spot.path, key]));
  }
  const isOld = ({ olderWordFor }: SchemaNode): boolean => olderWordFor !== undefined;
  const replaced = new Set(
    [...known].flatMap(([key, { olderWordFor: word }]) => (word && written.has(key) ? [word] : [])),
  );
  const free = [...known].filter(
    ([key, schema]) =>
      !written.has(key) &&
      !replaced.has(key) &&
      !forTools.has(key) &&
      !isOld(schema) &&
      !isExcluded(key, written, spot),
  );
  const question = { spot, language, epochs: Number(valueAt(scan, ['train'], 'epochs') ?? 10) };
  const keys = free
    .sort(([one], [other]) => Number(isRequired(other)) - Number(isRequired(one)))
    .map(([key, schema]) => keyOf(key, schema, question));
  if (spot.hasColon) return keys;
  const kinds = written.size === 0 ? kindsOf(question) : [];
  return [...keys, ...kinds, ...free.flatMap(([key, schema]) => blocksOf(key, schema, question))];
}

/** Whether a key of the config does not go with those that are written: a script is the whole training. */
function isExcluded(key: string, written: ReadonlySet<string>, { path }: KeySpot): boolean {
  if (path.length > 0) return false;
  if (key === 'script') return excludedByScript.some((one) => written.has(one));
  return written.has('script') && excludedByScript.includes(key);
}

function keyOf(key: string, schema: SchemaNode, { spot, language, epochs }: KeyQuestion): Completion {
  const { description } = schema;
  const about = { detail: describeType(schema), ...(description === undefined ? {} : { document: () => description }) };
  if (spot.hasColon) return completionOf(spot, key, 'key', [key], about);
  const value = sampleOf(schema, key, epochs);
  return completionOf(spot, key, 'key', around(spot, entryOf(key, value, schema, spot, language)), about);
}

/** On a line of its own a map, or a list of maps, opens below its key. */
function entryOf(key: string, value: unknown, schema: SchemaNode, spot: KeySpot, language: Language): Piece[] {
  const isBlock = spot.column !== undefined;
  const map = isBlock ? mapOf(schema) : undefined;
  if (map) return openMap(key, map);
  const isListOfMaps = Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
  return isBlock && isListOfMaps ? sketchBlock(key, value, schema) : sketchEntry(key, value, schema, language);
}

/** The map at a spot itself, whole, where it is still empty and there are several kinds of it. */
function kindsOf({ spot, language, epochs }: KeyQuestion): Completion[] {
  const maps = schemasAt(spot.path).filter(({ properties }) => properties);
  const name = discriminatorOf(maps);
  if (name === undefined) return [];
  return maps.flatMap((map) => {
    const sample = sampleOf(map, '', epochs);
    const kind = map.properties?.[name]?.const;
    if (typeof sample !== 'object' || sample === null || kind === undefined) return [];
    const entries = sketchEntries({ [name]: kind, ...sample }, map, language);
    const between = spot.column === undefined ? ', ' : '\n';
    return [blockOf(`${name}: ${String(kind)}`, joined(entries, between), name, map, spot)];
  });
}

/** A key with its map, once for each kind of that map. */
function blocksOf(key: string, schema: SchemaNode, { spot, language, epochs }: KeyQuestion): Completion[] {
  const branches = (schema.anyOf ?? schema.oneOf ?? []).filter(({ properties }) => properties);
  const name = discriminatorOf(branches);
  if (name === undefined) return [];
  return branches.flatMap((branch) => {
    const sample = sampleOf(branch, key, epochs);
    const kind = branch.properties?.[name]?.const;
    if (typeof sample !== 'object' || sample === null || kind === undefined) return [];
    const value = { [name]: kind, ...sample };
    const pieces =
      spot.column === undefined ? sketchEntry(key, value, branch, language) : sketchBlock(key, value, branch);
    return [blockOf(`${key}: ${String(kind)}`, pieces, name, branch, spot)];
  });
}

function blockOf(label: string, pieces: readonly Piece[], name: string, branch: SchemaNode, spot: KeySpot): Completion {
  return completionOf(spot, label, 'block', around(spot, pieces), aboutKind(name, branch.properties?.[name]));
}

/** The description of one kind of a map. */
export function aboutKind(name: string, { const: kind, description }: SchemaNode = {}): Partial<About> {
  const catalogued = name === 'strategy' ? aboutStrategyName(kind) : aboutLossName(kind);
  return catalogued ?? (description === undefined ? {} : { document: () => description });
}

/** An entry with the commas that it needs; behind an opening quote without its own. */
export function around(spot: KeySpot, pieces: readonly Piece[]): Piece[] {
  const before = spot.needsCommaBefore ? [', '] : [];
  const after = spot.needsCommaAfter ? [', '] : [];
  if (spot.quote === undefined) return [...before, ...pieces, ...after];
  const [first, ...rest] = pieces;
  const key = typeof first === 'string' ? first : '';
  // The opening quote is written already.
  return [key.startsWith('"') ? key.slice(1) : key.replace(':', `${spot.quote}:`), ...rest, ...after];
}

/** A schema of a map, a union's first branch included unless the union has a default or allows a plain value too. */
function mapOf(schema: SchemaNode): SchemaNode | undefined {
  if (schema.type === 'object') return schema;
  const branches = schema.anyOf ?? schema.oneOf ?? [];
  const isMap = schema.default === undefined && branches.length > 0 && branches.every(({ type }) => type === 'object');
  return isMap ? branches[0] : undefined;
}

/** A map with what must be in it on lines of its own, or with room for the first key. */
function openMap(key: string, schema: SchemaNode): Piece[] {
  const required = (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {}, name)]);
  return sketchBlock(key, Object.fromEntries(required) as object, schema);
}

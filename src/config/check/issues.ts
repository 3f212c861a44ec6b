import { describeType } from '../schema/describe-type';
import { type SchemaNode } from '../schema/json-schema';
import { mapsAt, schemaAt, schemasAt } from '../schema/lookup';
import { excludedByScript } from '../schema/script';
import { sampleOf } from '../schema/sample';
import { errorAt, type Problem, type Range } from '../problems/problem';
import { nodeAt, type Entry, type Language, type TreeNode } from '../text/tree';
import { writeEntry, writeFlow } from '../text/write';
import { spaceAfter } from '../text/yaml-errors';
import { tune } from '../tuning';
import { adviceOnKey, allowedKeys, keyOfChoice } from './meant-key';
import { mapMeantBy } from './meant-map';
import { nearest } from './nearest';
import { writtenIn } from './written';
import { truncate } from '../../wording';

/** An issue of zod: its path, and for unknown keys their names. */
export interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  /** Said by a rule of the schema's own, such as that of an expression. */
  readonly message?: string;
  /** The offset in a text value that breaks the rule, where the rule knows it. */
  readonly params?: { readonly offset?: unknown; readonly remedy?: unknown } | undefined;
}

/** A file with more is no config; one finding for each of thousands would freeze the editor. */
const maxUnknownKeys = 100;

/** A finding of the schema as problems that say what is written, what may be written and what to do next. */
export function problemsOf(issue: Issue, root: TreeNode | undefined, language: Language): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).slice(0, maxUnknownKeys).map((key) => unknownKey(key, issue.path, root));
  }
  const path = inWrittenWords(issue.path, root);
  const written = writtenPath(path, root);
  const parent = nodeAt(root, written)?.node;
  const isNothing = written.length === 0 && parent?.kind === 'scalar' && parent.value === null;
  const isMap = parent === undefined || parent.kind === 'map' || isNothing;
  if (written.length < path.length && isMap) {
    return [missingKey(path, root, language)];
  }
  if (issue.code === 'custom' && issue.message !== undefined)
    return [brokenRule(written, root, issue.message, issue.params)];
  const problem = wrongValue(written, root);
  return [isGoalOfTest(written, root) ? { ...problem, message: `${problem.message} ${onlyJudges}` } : problem];
}

const onlyJudges = 'The test split only judges, so a goal is of the validation split.';

/** Whether a sweep is to be ranked by the test split. */
function isGoalOfTest(path: readonly PropertyKey[], root: TreeNode | undefined): boolean {
  const node = nodeAt(root, path)?.node;
  const isGoal = path.join('.') === 'sweep.goal.metric';
  return isGoal && node?.kind === 'scalar' && typeof node.value === 'string' && /^test\b/.test(node.value);
}

/** The part of a path that is written. `temperature: -1` is a value of `temperature`, not of `temperature.value`. */
function writtenPath(path: readonly PropertyKey[], root: TreeNode | undefined): readonly PropertyKey[] {
  let length = path.length;
  while (length > 0 && nodeAt(root, path.slice(0, length)) === undefined) length--;
  return path.slice(0, length);
}

/** A path in the older words that a config uses for some keys. */
function inWrittenWords(path: readonly PropertyKey[], root: TreeNode | undefined): readonly PropertyKey[] {
  return path.reduce<readonly PropertyKey[]>((before, key) => {
    if (nodeAt(root, [...before, key]) !== undefined) return [...before, key];
    const older = mapsAt(before, writtenIn(root)).flatMap(({ properties }) =>
      Object.entries(properties ?? {}).flatMap(([word, { olderWordFor }]) => (olderWordFor === key ? [word] : [])),
    );
    return [...before, older.find((word) => nodeAt(root, [...before, word]) !== undefined) ?? key];
  }, []);
}

function unknownKey(key: string, path: readonly PropertyKey[], root: TreeNode | undefined): Problem {
  const parent = nodeAt(root, path)?.node;
  const entry = parent?.kind === 'map' ? parent.entries.find((one) => one.key === key) : undefined;
  const where = path.length > 0 ? ` in ${path.map(String).join('.')}` : '';
  const range = entry?.keyRange ?? rangeNear(path, root);
  // A search of the temperature is written out before the schema reads a config, unless its value is no choice.
  if (key === tune && allowedKeys(path, root).includes(key)) return wrongValue([...path, key], root);
  if (path.length === 0 && nodeAt(root, ['script']) !== undefined && excludedByScript.includes(key)) {
    const message = `'${key}' does not go with 'script': the script is the whole training. Remove '${key}', or remove 'script'.`;
    return { ...errorAt(range, 'script-excludes', message), path: [key] };
  }
  if (key === 'augment' && path.join('.') === 'data') {
    const message = 'augment changes pictures, and a table has columns. Remove it.';
    return { ...errorAt(range, 'augment-without-images', message), path: [...path, key] };
  }
  const glued = /^([A-Za-z]\w*):./.exec(key);
  if (entry && glued && allowedKeys(path, root).includes(glued[1] ?? '')) {
    const { message, repair } = spaceAfter({ start: range.start, end: range.start + glued[0].length - 1 });
    return { ...errorAt(range, 'unknown-key', message), path: [...path, key], ...(repair ? { repair } : {}) };
  }
  const message = `Unknown key '${clip(key)}'${where}. ${adviceOnKey(key, path, root)}`;
  return { code: 'unknown-key', severity: 'error', message, start: range.start, end: range.end, path: [...path, key] };
}

function missingKey(path: readonly PropertyKey[], root: TreeNode | undefined, language: Language): Problem {
  const key = String(path.at(-1));
  const home = path.slice(0, -1);
  const map = nodeAt(root, home)?.node;
  const other =
    map?.kind === 'map' ? map.entries.find((entry) => keyOfChoice(entry.key, home, root) === key) : undefined;
  if (other !== undefined) return unknownKey(other.key, home, root);
  const schema = schemasAt(path, writtenIn(root))[0] ?? {};
  const parent = home.map(String).join('.');
  const where = parent === '' ? 'at the top level' : `in ${parent}`;
  const message = `'${path.map(String).join('.')}' is missing. Write ${writeEntry(key, sampleOf(schema, key), language)} ${where}.`;
  return { code: 'missing-key', severity: 'error', message, ...rangeNear(path, root), path };
}

function wrongValue(path: readonly PropertyKey[], root: TreeNode | undefined): Problem {
  const found = nodeAt(root, path);
  const node = found?.node;
  const schema = schemaAt(path, writtenIn(root));
  const name = path.length === 0 ? 'The config' : `'${path.map(String).join('.')}'`;
  const isEmpty = node?.kind === 'scalar' && node.value === null;
  const range = node && node.end > node.start ? node : (found?.keyRange ?? rangeNear(path, root));
  const isOfType = node !== undefined && hasType(node, schema);
  const optional = schema.default === undefined ? '' : ', or remove the key to use the default';
  const meant = isEmpty ? emptyRemedy(path, schema) : (mapMeantBy(node, path) ?? meantByValue(node, schema));
  const message = isEmpty
    ? `${name} has no value. Write ${describeType(schema)}${optional}.`
    : `${name} is ${describeNode(node)}; it must be ${describeType(schema)}.${adviceOnValue(node, meant)}`;
  const code = isOfType ? 'invalid-value' : 'wrong-type';
  const remedy = meant === undefined ? {} : { remedy: meant };
  return { code, severity: 'error', message, start: range.start, end: range.end, path, ...remedy };
}

function emptyRemedy(path: readonly PropertyKey[], schema: SchemaNode): unknown {
  return path.length === 0 ? undefined : sampleOf(schema, String(path.at(-1)));
}

function brokenRule(
  path: readonly PropertyKey[],
  root: TreeNode | undefined,
  reason: string,
  { offset, remedy }: NonNullable<Issue['params']> = {},
): Problem {
  const node = nodeAt(root, path)?.node;
  const whole = node && node.end > node.start ? node : rangeNear(path, root);
  const { start, end } = (node && typeof offset === 'number' ? wordAt(node, offset) : undefined) ?? whole;
  const message = `'${path.map(String).join('.')}': ${reason}.`;
  const meant = remedy === undefined ? {} : { remedy };
  return { code: 'invalid-value', severity: 'error', message, start, end, path, ...meant };
}

/** The word at an offset of a text, or its last one; undefined where the text is not written as it is read. */
function wordAt(node: TreeNode, offset: number): Range | undefined {
  const value = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const quotes = node.end - node.start - value.length;
  if (value === '' || !(quotes === 0 || quotes === 2)) return undefined;
  const place = Math.min(offset, value.trimEnd().length - 1);
  const word = /^(?:[\w.]+|[^])/.exec(value.slice(place))?.[0] ?? '';
  const start = node.start + quotes / 2 + place;
  return { start, end: start + word.length };
}

function hasType(node: TreeNode, schema: SchemaNode): boolean {
  if (schema.anyOf) return schema.anyOf.some((branch) => hasType(node, branch));
  if (node.kind !== 'scalar') return schema.type === (node.kind === 'map' ? 'object' : 'array');
  if (typeof node.value === 'number') {
    return schema.type === 'number' ? !Number.isNaN(node.value) : schema.type === 'integer' && node.value % 1 === 0;
  }
  return node.value !== null && typeof node.value === schema.type;
}

function adviceOnValue(node: TreeNode | undefined, meant: unknown): string {
  if (typeof meant === 'object' && meant !== null) return ` Did you mean ${writeFlow(meant, 'yaml')}?`;
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return '';
  if (typeof meant === 'boolean') return ` Did you mean ${meant}?`;
  if (typeof meant === 'number') return ' Remove the quotes.';
  return typeof meant === 'string' ? ` Did you mean '${meant}'?` : '';
}

/** The allowed value that a person may have meant by one that is not; undefined where none is plain to see. */
function meantByValue(node: TreeNode | undefined, schema: SchemaNode): unknown {
  if (node?.kind !== 'scalar') return undefined;
  const { value } = node;
  const number = [schema, ...(schema.anyOf ?? [])].find(({ type }) => type === 'number' || type === 'integer');
  if (typeof value === 'number') return number && nearestNumber(value, number);
  if (typeof value !== 'string') return undefined;
  if (schema.type === 'boolean') {
    const isTrue = /^(yes|y|on|true|1)$/i.test(value);
    return isTrue || /^(no|n|off|false|0)$/i.test(value) ? isTrue : undefined;
  }
  if (number && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  return nearest(value, (schema.const === undefined ? (schema.enum ?? []) : [schema.const]).map(String));
}

/** The allowed number that is nearest to one that is out of range or has to be whole. */
function nearestNumber(value: number, schema: SchemaNode): number | undefined {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, type } = schema;
  const min = type === 'integer' ? Math.max(minimum, exclusiveMinimum + 1) : minimum;
  const held = Math.min(Math.max(type === 'integer' ? Math.round(value) : value, min), maximum);
  return Number.isFinite(held) && held > exclusiveMinimum && held !== value ? held : undefined;
}

function describeNode(node: TreeNode | undefined): string {
  if (node?.kind === 'map') return 'a map';
  if (node?.kind === 'list') return `a list of ${node.items.length}`;
  const value = node?.value;
  if (typeof value === 'string') return value === '' ? 'empty text' : `'${clip(value)}'`;
  return typeof value === 'number' ? String(value) : clip(writeFlow(value, 'yaml'));
}

/** Shortens a written value for a message. */
function clip(text: string): string {
  return truncate(text.replaceAll(/\s+/g, ' '), 60);
}

/** The key of the nearest parent that is written, or the first key of all. */
export function rangeNear(path: readonly PropertyKey[], root: TreeNode | undefined): Range {
  for (let length = path.length; length > 0; length--) {
    const range = nodeAt(root, path.slice(0, length))?.keyRange;
    if (range) return { start: range.start, end: range.end };
  }
  const first: Entry | undefined = root?.kind === 'map' ? root.entries[0] : undefined;
  const start = first?.keyRange.start ?? root?.start ?? 0;
  return { start, end: first?.keyRange.end ?? Math.min(start + 1, root?.end ?? 0) };
}

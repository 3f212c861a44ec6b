import { describeType } from '../schema/describe-type';
import { configNode, type SchemaNode } from '../schema/json-schema';
import { mapsAt, ownProperty, schemaAt, schemasAt } from '../schema/lookup';
import { sampleOf } from '../schema/sample';
import { nodeAt, type Entry, type Language, type Problem, type Range, type TreeNode } from '../text/tree';
import { writeEntry, writeFlow } from '../text/write';
import { nearest } from './nearest';
import { writtenIn } from './written';

/** What zod found: where, and for unknown keys which. */
export interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  /** Said by a rule of the schema's own, such as that of an expression. */
  readonly message?: string;
}

/** A file with more is no config; one finding for each of thousands would freeze the editor. */
const maxUnknownKeys = 100;

/** A finding of the schema as problems that say what is written, what may be written and what to do next. */
export function problemsOf(issue: Issue, root: TreeNode | undefined, language: Language): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).slice(0, maxUnknownKeys).map((key) => unknownKey(key, issue.path, root));
  }
  const written = writtenPath(issue.path, root);
  const parent = nodeAt(root, written)?.node;
  const isNothing = written.length === 0 && parent?.kind === 'scalar' && parent.value === null;
  const isMap = parent === undefined || parent.kind === 'map' || isNothing;
  if (written.length < issue.path.length && isMap) {
    return [missingKey(issue.path, root, language)];
  }
  if (issue.code === 'custom' && issue.message !== undefined) return [brokenRule(written, root, issue.message)];
  return [wrongValue(written, root)];
}

/** The part of a path that is written. `temperature: -1` is a value of `temperature`, not of `temperature.value`. */
function writtenPath(path: readonly PropertyKey[], root: TreeNode | undefined): readonly PropertyKey[] {
  let length = path.length;
  while (length > 0 && nodeAt(root, path.slice(0, length)) === undefined) length--;
  return path.slice(0, length);
}

function unknownKey(key: string, path: readonly PropertyKey[], root: TreeNode | undefined): Problem {
  const parent = nodeAt(root, path)?.node;
  const entry = parent?.kind === 'map' ? parent.entries.find((one) => one.key === key) : undefined;
  const where = path.length > 0 ? ` in ${path.map(String).join('.')}` : '';
  const range = entry?.keyRange ?? rangeNear(path, root);
  const message = `Unknown key '${clip(key)}'${where}. ${adviceOnKey(key, path, root)}`;
  return { code: 'unknown-key', severity: 'error', message, start: range.start, end: range.end };
}

/** Tools disagree on which of the two weights alpha is, so it cannot be translated for the writer. */
const alpha =
  "Write 'hard', the weight of the labels, and 'soft', the weight of the teacher: tools differ on which alpha is.";

function adviceOnKey(key: string, path: readonly PropertyKey[], root: TreeNode | undefined): string {
  const last = path.at(-1);
  const parent = nodeAt(root, path)?.node;
  const allowed = allowedKeys(path, root);
  if (key === 'alpha' && last === 'loss') return alpha;
  const meant = nearest(key, allowed);
  if (meant !== undefined) return `Did you mean '${meant}'?`;
  const home = homeOf(key);
  if (home !== undefined) return `It belongs in ${home}: move it there.`;
  const free = allowed.filter((one) => parent?.kind !== 'map' || parent.entries.every((entry) => entry.key !== one));
  return free.length > 0 ? `Remove it, or write one of ${free.join(', ')}.` : 'Remove it.';
}

/** The keys that may stand in a map, those of the written branch of a union if there is one. */
function allowedKeys(path: readonly PropertyKey[], root: TreeNode | undefined): string[] {
  const maps = mapsAt(path, writtenIn(root));
  return [...new Set(maps.flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

/** The one map of the config's first two levels that knows a key. */
function homeOf(key: string): string | undefined {
  const homes = Object.entries(configNode().properties ?? {})
    .filter(([, schema]) => ownProperty(schema.properties, key) !== undefined)
    .map(([name]) => name);
  return homes.length === 1 ? homes[0] : undefined;
}

function missingKey(path: readonly PropertyKey[], root: TreeNode | undefined, language: Language): Problem {
  const key = String(path.at(-1));
  const schema = schemasAt(path, writtenIn(root))[0] ?? {};
  const parent = path.slice(0, -1).map(String).join('.');
  const where = parent === '' ? 'at the top level' : `in ${parent}`;
  const message = `'${path.map(String).join('.')}' is missing. Write ${writeEntry(key, sampleOf(schema, key), language)} ${where}.`;
  return { code: 'missing-key', severity: 'error', message, ...rangeNear(path, root) };
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
  const message = isEmpty
    ? `${name} has no value. Write ${describeType(schema)}${optional}.`
    : `${name} is ${describeNode(node)}; it must be ${describeType(schema)}.${adviceOnValue(node, schema)}`;
  const code = isOfType ? 'invalid-value' : 'wrong-type';
  return { code, severity: 'error', message, start: range.start, end: range.end };
}

function brokenRule(path: readonly PropertyKey[], root: TreeNode | undefined, reason: string): Problem {
  const node = nodeAt(root, path)?.node;
  const { start, end } = node && node.end > node.start ? node : rangeNear(path, root);
  const message = `'${path.map(String).join('.')}': ${reason}.`;
  return { code: 'invalid-value', severity: 'error', message, start, end };
}

function hasType(node: TreeNode, schema: SchemaNode): boolean {
  if (schema.anyOf) return schema.anyOf.some((branch) => hasType(node, branch));
  if (node.kind !== 'scalar') return schema.type === (node.kind === 'map' ? 'object' : 'array');
  if (typeof node.value === 'number') {
    return schema.type === 'number' ? !Number.isNaN(node.value) : schema.type === 'integer' && node.value % 1 === 0;
  }
  return node.value !== null && typeof node.value === schema.type;
}

function adviceOnValue(node: TreeNode | undefined, schema: SchemaNode): string {
  if (node?.kind !== 'scalar') return '';
  const choices = schema.const === undefined ? (schema.enum ?? []) : [schema.const];
  if (schema.type === 'boolean' && typeof node.value === 'string') {
    const isTrue = /^(yes|y|on|true|1)$/i.test(node.value);
    return isTrue || /^(no|n|off|false|0)$/i.test(node.value) ? ` Did you mean ${isTrue}?` : '';
  }
  if (typeof node.value !== 'string') return '';
  const isNumber = schema.type === 'number' || schema.type === 'integer' || schema.anyOf?.[0]?.type === 'number';
  if (isNumber && node.value.trim() !== '' && Number.isFinite(Number(node.value))) return ' Remove the quotes.';
  const meant = nearest(node.value, choices.map(String));
  return meant === undefined ? '' : ` Did you mean '${meant}'?`;
}

function describeNode(node: TreeNode | undefined): string {
  if (node?.kind === 'map') return 'a map';
  if (node?.kind === 'list') return `a list of ${node.items.length}`;
  const value = node?.value;
  if (typeof value === 'string') return value === '' ? 'empty text' : `'${clip(value)}'`;
  return typeof value === 'number' ? String(value) : clip(writeFlow(value, 'yaml'));
}

/** What a person wrote may be long; a message is not. */
function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
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

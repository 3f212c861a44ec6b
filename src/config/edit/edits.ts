import { applyEdits as applyJsonEdits, modify } from 'jsonc-parser';
import { parseDocument } from '../text/yaml-parser';
import type { Range } from '../problems/problem';
import { readTree } from '../text/read-tree';
import { isRecord } from '../text/record';
import { nodeAt, valueOf, type Language, type TreeNode } from '../text/tree';
import { writeFlow } from '../text/write';
import { inLineEndsOf } from './line-ends';
import { addEntryEdits, setJsonEntries, setMapEdits, type TextEdit } from './map-edits';
import { rewriteEdits, type WrittenValue } from './rewrite';

export type { TextEdit } from './map-edits';

/** The text with edits applied; the edits must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((changed, { start, end, newText }) => changed.slice(0, start) + newText + changed.slice(end), text);
}

/**
 * Edits that set one value. Empty when it is already so, or when the text cannot be read well enough. Throws a RangeError
 * when the path leads through a value that holds no keys.
 */
export function setValueEdits(text: string, language: Language, path: (string | number)[], value: unknown): TextEdit[] {
  const { root, problems } = readTree(text, language);
  const isEmpty = root === undefined || (root.kind === 'scalar' && root.value === null);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (path.length === 0 || !(isEmpty || root.kind === 'map') || errors > maxErrorsToEdit) return [];
  const place = nodeAt(root, path);
  const found = place?.node;
  if (found && JSON.stringify(valueOf(found)) === JSON.stringify(value)) return [];
  const inPlace = replaceEdits(text, language, path, place, value);
  if (errors === 0) {
    return inLineEndsOf(text, inPlace ?? insertEdits(text, language, isEmpty ? undefined : root, path, value));
  }
  return inPlace && isHarmless(text, language, inPlace, { path, value, errors }) ? inLineEndsOf(text, inPlace) : [];
}

/** A text with more errors than this is not read well enough to be changed. */
const maxErrorsToEdit = 10;

/** Edits in place of a value that is there; undefined when there is none, or it can only be rewritten with others. */
function replaceEdits(
  text: string,
  language: Language,
  path: (string | number)[],
  place: WrittenValue | undefined,
  value: unknown,
): TextEdit[] | undefined {
  const found = place?.node;
  if (found === undefined || found.end <= found.start) return undefined;
  if (found.kind === 'map' && isRecord(value)) {
    const edits = setMapEdits(text, language, found, value);
    if (edits) return edits;
    if (language === 'json') return difference(text, setJsonEntries(text, path, found, value));
  } else if (!text.slice(found.start, found.end).includes('\n')) {
    return [{ start: found.start, end: found.end, newText: writeFlow(value, language) }];
  }
  return place && rewriteEdits(text, language, place, value);
}

/** Edits that write a value where none is, with the maps that it needs around it. */
function insertEdits(
  text: string,
  language: Language,
  root: TreeNode | undefined,
  path: (string | number)[],
  value: unknown,
): TextEdit[] {
  const depth = path.findIndex((_, index) => nodeAt(root, path.slice(0, index + 1)) === undefined);
  const parent = depth < 0 ? undefined : nodeAt(root, path.slice(0, depth))?.node;
  if (parent?.kind === 'scalar' && parent.value !== null) {
    const holder = path.slice(0, depth).join('.');
    throw new RangeError(`'${holder}' is ${JSON.stringify(parent.value)}, which holds no keys; set the whole of it`);
  }
  const key = String(path[depth]);
  const nested = path.slice(depth + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  if (parent?.kind === 'map') return addEntryEdits(text, language, parent, key, nested);
  const empty = nodeAt(root, depth < 0 ? path : path.slice(0, depth));
  if (empty?.node.kind === 'scalar' && empty.node.value === null && empty.keyRange) {
    const written = writeFlow(depth < 0 ? value : { [key]: nested }, language);
    return [fillEdit(text, empty.keyRange, empty.node, written)];
  }
  if (language === 'json') return difference(text, setJson(text, path, value));
  if (root === undefined) return [appendLine(text, `${key}: ${writeFlow(nested, 'yaml')}`)];
  return difference(text, setYaml(text, path, value));
}

/** Puts a value behind a key that has none, or in place of `null`. */
function fillEdit(text: string, keyRange: Range, node: Range, written: string): TextEdit {
  if (node.end > node.start) return { start: node.start, end: node.end, newText: written };
  const colon = text.indexOf(':', keyRange.end) + 1;
  return { start: colon, end: colon, newText: ` ${written}` };
}

/** Whether edits of a text with errors set the value and make no further errors. */
function isHarmless(
  text: string,
  language: Language,
  edits: readonly TextEdit[],
  goal: { readonly path: (string | number)[]; readonly value: unknown; readonly errors: number },
): boolean {
  const { root, problems } = readTree(applyEdits(text, edits), language);
  const node = nodeAt(root, goal.path)?.node;
  const isSet = node !== undefined && JSON.stringify(valueOf(node)) === JSON.stringify(goal.value);
  return isSet && problems.filter(({ severity }) => severity === 'error').length <= goal.errors;
}

function appendLine(text: string, line: string): TextEdit {
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  return { start: text.length, end: text.length, newText: `${separator}${line}\n` };
}

function setJson(text: string, path: (string | number)[], value: unknown): string {
  return applyJsonEdits(text, modify(text, path, value, { formattingOptions: { insertSpaces: true, tabSize: 2 } }));
}

function setYaml(text: string, path: (string | number)[], value: unknown): string {
  const document = parseDocument(text);
  document.setIn(path, document.createNode(value, { flow: true }));
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** The shortest single replacement that turns one text into another. */
export function difference(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return [{ start, end: before.length - tail, newText: after.slice(start, after.length - tail) }];
}

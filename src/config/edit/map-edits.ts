import { applyEdits as applyJsonEdits, modify } from 'jsonc-parser';
import type { Range } from '../problems/problem';
import { valueOf, type Entry, type Language, type TreeNode } from '../text/tree';
import { writeEntry, writeFlow } from '../text/write';
import { commentsIn } from './comments';

export interface TextEdit extends Range {
  readonly newText: string;
}
type MapNode = Extract<TreeNode, { kind: 'map' }>;
type Values = Readonly<Record<string, unknown>>;

/**
 * Edits that give a map these entries and no others. A map on one line stays on one line; in a map over several lines
 * the lines of entries that stay are kept with their comments. Undefined when the map's form allows neither.
 */
export function setMapEdits(text: string, language: Language, node: MapNode, values: Values): TextEdit[] | undefined {
  const written = text.slice(node.start, node.end);
  const isOneLine = node.isFlow || language === 'json';
  if (isOneLine && !written.includes('\n')) {
    return [{ start: node.start, end: node.end, newText: writeFlow(values, language) }];
  }
  return isOneLine ? setFlowEdits(text, language, node, values) : setBlockEdits(text, node.entries, values);
}

/** Edits that add one entry to a map behind those that it has; everything else stays as it is. */
export function addEntryEdits(
  text: string,
  language: Language,
  node: MapNode,
  key: string,
  value: unknown,
): TextEdit[] {
  const last = node.entries.at(-1);
  if (last === undefined) {
    // Only a map in braces can be empty.
    return [{ start: node.start, end: node.end, newText: writeFlow({ [key]: value }, language) }];
  }
  if (language === 'yaml' && !node.isFlow) return [addLines(text, last, [[key, value]])];
  const entry = writeEntry(key, value, language);
  const end = Math.max(last.node.end, last.keyRange.end);
  const [rest = ''] = text.slice(end).split('\n', 1);
  const isLastOnLine = /^\s*,?\s*($|#|\/\/|\/\*[^*]*\*\/\s*$)/.test(rest) && text.length > end + rest.length;
  if (!isLastOnLine) return [{ start: end, end, newText: `, ${entry}` }];
  // The comment behind the last entry stays behind it.
  const lineEnd = end + rest.trimEnd().length;
  const indent = indentOf(text, last.keyRange.start);
  const newText = `\n${indent}${entry}`;
  if (rest.trimStart().startsWith(',')) return [{ start: lineEnd, end: lineEnd, newText }];
  // One replacement from the missing comma to the end of the line.
  return [{ start: end, end: lineEnd, newText: `,${text.slice(end, lineEnd)}${newText}` }];
}

/** Edits of a map in braces over several lines: values change in place, what goes is replaced by what comes. */
function setFlowEdits(text: string, language: Language, { entries }: MapNode, values: Values): TextEdit[] | undefined {
  const kept = entries.filter(({ key }) => key in values);
  const last = kept.at(-1);
  const isMoved = kept.some(({ key }, index) => entries[index]?.key !== key);
  // A kept entry that moves to another position would need its comma moved too.
  if (last === undefined || isMoved || kept.some(({ node }) => node.end <= node.start)) return undefined;
  const edits = kept.flatMap(({ key, node }) =>
    JSON.stringify(valueOf(node)) === JSON.stringify(values[key])
      ? []
      : [{ start: node.start, end: node.end, newText: writeFlow(values[key], language) }],
  );
  const written = new Set(entries.map(({ key }) => key));
  const added = Object.entries(values).filter(([key]) => !written.has(key));
  const end = entries.at(-1)?.node.end ?? last.node.end;
  const newText = flowTail(
    text,
    language,
    { last, end },
    added.map(([key, value]) => writeEntry(key, value, language)),
  );
  if (newText !== text.slice(last.node.end, end)) edits.push({ start: last.node.end, end, newText });
  return edits;
}

/** The text between the last entry that stays and `end`: the new entries, and the comments of removed ones. */
function flowTail(
  text: string,
  language: Language,
  { last, end }: { readonly last: Entry; readonly end: number },
  added: readonly string[],
): string {
  const indent = indentOf(text, last.keyRange.start);
  const region = text.slice(last.node.end, end);
  const comments = commentsIn(region, language);
  const behind = commentsIn(region.split('\n', 1)[0] ?? '', language).length;
  const own = comments.slice(0, behind).map((comment) => ` ${comment}`);
  const others = comments.slice(behind).map((comment) => `\n${indent}${comment}`);
  const entries = added.map((entry, index) => `\n${indent}${entry}${index < added.length - 1 ? ',' : ''}`);
  const tail = [added.length > 0 ? ',' : '', ...own, ...entries, ...others].join('');
  const [rest = ''] = text.slice(end).split('\n', 1);
  const isSwallowed = /(#|\/\/)[^\n]*$/.test(tail) && rest.trim() !== '';
  return isSwallowed ? `${tail}\n${indent}` : tail;
}

/** The text of a JSON file with a map's entries set one by one, so that what stays keeps its comments. */
export function setJsonEntries(text: string, path: (string | number)[], node: MapNode, values: Values): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2 };
  const kept = new Map(node.entries.map((entry) => [entry.key, JSON.stringify(valueOf(entry.node))]));
  const gone = [...kept.keys()].filter((key) => !(key in values)).map((key) => [key, undefined] as const);
  const changed = Object.entries(values).filter(([key, value]) => kept.get(key) !== JSON.stringify(value));
  return [...changed, ...gone].reduce(
    (now, [key, value]) => applyJsonEdits(now, modify(now, [...path, key], value, { formattingOptions })),
    text,
  );
}

function setBlockEdits(text: string, entries: readonly Entry[], values: Values): TextEdit[] | undefined {
  const last = entries.filter(({ key }) => key in values).at(-1);
  if (last === undefined) return undefined;
  const edits: TextEdit[] = [];
  for (const entry of entries) {
    if (!(entry.key in values)) edits.push(withoutEntry(text, entry));
    else if (JSON.stringify(valueOf(entry.node)) !== JSON.stringify(values[entry.key])) {
      const { start, end } = entry.node;
      if (end <= start || text.slice(start, end).includes('\n')) return undefined;
      edits.push({ start, end, newText: writeFlow(values[entry.key], 'yaml') });
    }
  }
  const written = new Set(entries.map(({ key }) => key));
  const added = Object.entries(values).filter(([key]) => !written.has(key));
  if (added.length > 0) edits.push(addLines(text, last, added));
  return edits;
}

/** Takes an entry's lines away; comments that stand on them stay, on lines of their own. */
export function withoutEntry(text: string, entry: Entry): TextEdit {
  const { start, end } = linesOf(text, entry);
  const indent = indentOf(text, entry.keyRange.start);
  const comments = commentsIn(text.slice(start, end), 'yaml');
  return { start, end, newText: comments.map((comment) => `${indent}${comment}\n`).join('') };
}

/** Puts entries on lines of their own behind the lines of `last`, indented as it is. */
function addLines(text: string, last: Entry, added: readonly (readonly [string, unknown])[]): TextEdit {
  const { end } = linesOf(text, last);
  const indent = indentOf(text, last.keyRange.start);
  const lines = added.map(([key, value]) => `${indent}${writeEntry(key, value, 'yaml')}\n`).join('');
  const isUnended = !text.slice(0, end).endsWith('\n');
  return { start: end, end, newText: isUnended ? `\n${lines.trimEnd()}` : lines };
}

/** The indentation of a line below the one at an offset. */
export function indentOf(text: string, offset: number): string {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*$/.test(before) ? before : ' '.repeat(before.length);
}

/** The whole lines of an entry, its comment and line break included. */
function linesOf(text: string, { keyRange, node }: Entry): Range {
  const last = text.slice(0, Math.max(node.end, keyRange.end)).trimEnd().length;
  const newline = text.indexOf('\n', last);
  return {
    start: text.lastIndexOf('\n', keyRange.start - 1) + 1,
    end: newline < 0 ? text.length : newline + 1,
  };
}

import { applyEdits as applyJsonEdits, modify } from 'jsonc-parser';
import { valueOf, type Entry, type Language, type Range, type TreeNode } from '../text/tree';
import { writeEntry, writeFlow } from '../text/write';

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
  return isOneLine ? undefined : setBlockEdits(text, node.entries, values);
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
    if (!(entry.key in values)) edits.push({ ...linesOf(text, entry), newText: '' });
    else if (JSON.stringify(valueOf(entry.node)) !== JSON.stringify(values[entry.key])) {
      const { start, end } = entry.node;
      if (end <= start || text.slice(start, end).includes('\n')) return undefined;
      edits.push({ start, end, newText: writeFlow(values[entry.key], 'yaml') });
    }
  }
  const written = new Set(entries.map(({ key }) => key));
  const added = Object.entries(values).filter(([key]) => !written.has(key));
  const { end } = linesOf(text, last);
  const indent = ' '.repeat(last.keyRange.start - (text.lastIndexOf('\n', last.keyRange.start - 1) + 1));
  const lines = added.map(([key, value]) => `${indent}${writeEntry(key, value, 'yaml')}\n`).join('');
  const isUnended = !text.slice(0, end).endsWith('\n');
  if (lines !== '') edits.push({ start: end, end, newText: isUnended ? `\n${lines.trimEnd()}` : lines });
  return edits;
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

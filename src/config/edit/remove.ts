import type { Range } from '../problems/problem';
import { readTree } from '../text/read-tree';
import { nodeAt, type Entry, type Language, type TreeNode } from '../text/tree';
import { commentsIn } from './comments';
import { inLineEndsOf } from './line-ends';
import { withoutEntry, type TextEdit } from './map-edits';

type MapNode = Extract<TreeNode, { kind: 'map' }>;

/**
 * Edits that take a key with its value out of its map. Comments stay, on lines of their own. Empty when there is no such
 * key, or when a comment would be lost.
 */
export function removeEntryEdits(text: string, language: Language, path: readonly PropertyKey[]): TextEdit[] {
  const { root } = readTree(text, language);
  const holder = nodeAt(root, path.slice(0, -1));
  if (holder?.node.kind !== 'map') return [];
  const index = holder.node.entries.findIndex(({ key }) => key === String(path.at(-1)));
  return index < 0 ? [] : inLineEndsOf(text, entryEdits(text, language, holder.node, index, holder.keyRange));
}

/** Edits that remove the key at an offset, which does not count, since it is forbidden or was given before. */
export function removeIgnoredEdits(text: string, language: Language, offset: number): TextEdit[] {
  const { root } = readTree(text, language);
  const holder = root && holderOf(root, offset);
  if (!holder) return [];
  const { map, keyRange } = holder;
  const entries = [...map.entries, ...map.ignored].sort((one, other) => one.keyRange.start - other.keyRange.start);
  const index = entries.findIndex((entry) => entry.keyRange.start === offset);
  return inLineEndsOf(text, entryEdits(text, language, { ...map, entries }, index, keyRange));
}

/** The map with an ignored key at an offset, and the place of its own key. */
function holderOf(node: TreeNode, offset: number, keyRange?: Range): { map: MapNode; keyRange?: Range } | undefined {
  if (node.kind === 'scalar') return undefined;
  if (node.kind === 'list') return firstOf(node.items, (item) => holderOf(item, offset));
  const isHere = node.ignored.some((entry) => entry.keyRange.start === offset);
  if (isHere) return { map: node, ...(keyRange === undefined ? {} : { keyRange }) };
  return firstOf(node.entries, (entry) => holderOf(entry.node, offset, entry.keyRange));
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The edits that take the entry at an index out of a map; `keyRange` is the place of the map's own key. */
function entryEdits(text: string, language: Language, map: MapNode, index: number, keyRange?: Range): TextEdit[] {
  const entry = map.entries[index];
  if (!entry) return [];
  if (map.isFlow || language === 'json') return flowEdits(text, language, map, index);
  const isOnOwnLine = /^ *$/.test(text.slice(lineStart(text, entry.keyRange.start), entry.keyRange.start));
  if (!isOnOwnLine) return withNext(text, entry, map.entries[index + 1]);
  const gone = withoutEntry(text, entry);
  if (map.entries.length > 1 || !keyRange) return [gone];
  // A map of nothing would be no map.
  const colon = text.indexOf(':', keyRange.end) + 1;
  return [{ start: colon, end: colon, newText: ' {}' }, gone];
}

/** Behind the dash of a list's item the next entry moves up. */
function withNext(text: string, entry: Entry, next: Entry | undefined): TextEdit[] {
  if (!next) return [];
  const between = text.slice(entry.node.end, next.keyRange.start);
  return /#/.test(between) ? [] : [{ start: entry.keyRange.start, end: next.keyRange.start, newText: '' }];
}

function flowEdits(text: string, language: Language, { entries }: MapNode, index: number): TextEdit[] {
  const [previous, entry, next] = [entries[index - 1], entries[index], entries[index + 1]];
  if (!entry) return [];
  const { start } = entry.keyRange;
  const end = Math.max(entry.node.end, entry.keyRange.end);
  const isPlain = commentsIn(text.slice(start, end), language).length === 0;
  const after = /^[ \t]*,?[ \t]*((?:#|\/\/)[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n|$)/.exec(text.slice(end));
  const isAlone = /^[ \t]*$/.test(text.slice(lineStart(text, start), start)) && after !== null;
  const comma = previous && !next && !hasTrailingComma(text, end) ? commaAfter(text, previous) : undefined;
  const commaEdit = comma === undefined ? [] : [{ start: comma, end: comma + 1, newText: '' }];
  if (isAlone) {
    const from = lineStart(text, start);
    const found = [text.slice(start, end), after[0]].flatMap((part) => commentsIn(part, language));
    const comments = found.map((comment) => `${text.slice(from, start)}${comment}\n`);
    const newline = text.indexOf('\n', end);
    return [...commaEdit, { start: from, end: newline < 0 ? text.length : newline + 1, newText: comments.join('') }];
  }
  // Within a line there is no place for the comments of what goes.
  if (!isPlain) return [];
  const isLastOnLine = next !== undefined && text.slice(end, next.keyRange.start).includes('\n');
  if (isLastOnLine && previous) {
    // The comma behind it serves the entry before it; what is on the next line stays there.
    return isFree(text, previous.node.end, start) ? [{ start: previous.node.end, end, newText: '' }] : [];
  }
  if (next) return isFree(text, end, next.keyRange.start) ? [{ start, end: next.keyRange.start, newText: '' }] : [];
  if (!previous) return [{ start, end: end + (/^\s*,/.exec(text.slice(end))?.[0].length ?? 0), newText: '' }];
  const from = previous.node.end;
  return isFree(text, from, start) ? [{ start: from, end, newText: '' }] : [];
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

const hasTrailingComma = (text: string, end: number): boolean => /^\s*,/.test(text.slice(end));

/** Whether nothing but a comma and spaces stands between two offsets. */
const isFree = (text: string, start: number, end: number): boolean => /^[\s,]*$/.test(text.slice(start, end));

/** The comma behind an entry, comments passed over. */
function commaAfter(text: string, { node, keyRange }: Entry): number | undefined {
  const end = Math.max(node.end, keyRange.end);
  const comma = /^(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/)*,/.exec(text.slice(end));
  return comma ? end + comma[0].length - 1 : undefined;
}

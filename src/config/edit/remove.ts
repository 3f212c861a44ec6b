import { nodeAt, readTree, type Entry, type Language, type Range, type TreeNode } from '../text/tree';
import { commentsIn, withoutEntry, type TextEdit } from './map-edits';

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
  return index < 0 ? [] : entryEdits(text, language, holder.node, index, holder.keyRange);
}

/** The edits that take the entry at an index out of a map; `keyRange` is the place of the map's own key. */
function entryEdits(text: string, language: Language, map: MapNode, index: number, keyRange?: Range): TextEdit[] {
  const entry = map.entries[index];
  if (!entry) return [];
  if (map.isFlow || language === 'json') return flowEdits(text, map, index);
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

function flowEdits(text: string, { entries }: MapNode, index: number): TextEdit[] {
  const [previous, entry, next] = [entries[index - 1], entries[index], entries[index + 1]];
  if (!entry) return [];
  const { start } = entry.keyRange;
  const end = Math.max(entry.node.end, entry.keyRange.end);
  const after = /^[ \t]*,?[ \t]*((?:#|\/\/)[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n|$)/.exec(text.slice(end));
  const isAlone = /^[ \t]*$/.test(text.slice(lineStart(text, start), start)) && after !== null;
  const comma = previous && !next && !hasTrailingComma(text, end) ? commaAfter(text, previous) : undefined;
  const commaEdit = comma === undefined ? [] : [{ start: comma, end: comma + 1, newText: '' }];
  if (isAlone) {
    const from = lineStart(text, start);
    const inside = text.slice(start, end).split('\n').flatMap(commentsIn);
    const comments = [...inside, ...commentsIn(after[0])].map((comment) => `${text.slice(from, start)}${comment}\n`);
    const newline = text.indexOf('\n', end);
    return [...commaEdit, { start: from, end: newline < 0 ? text.length : newline + 1, newText: comments.join('') }];
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

import { parseTree, type Node as JsonNode, type ParseError } from 'jsonc-parser';
import { errorAt, type Problem } from '../problems/problem';
import { jsonSentence } from './json-errors';
import { checkKeys } from './keys';
import { maxErrors } from './limits';
import type { Entry, Tree, TreeNode } from './tree';

/** Reads JSON with comments and trailing commas. */
export function readJson(text: string): Tree {
  const errors: ParseError[] = [];
  // A byte-order mark is no JSON; a space in its place keeps every offset.
  const root = parseTree(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true });
  const problems = errors
    .slice(0, maxErrors)
    .map(({ error, offset, length }) =>
      errorAt({ start: offset, end: Math.min(offset + length, text.length) }, 'syntax', jsonSentence(error)),
    );
  return { root: root && walkJson(root, problems, text.length), problems };
}

function walkJson(node: JsonNode, problems: Problem[], length: number): TreeNode {
  // Of a map that nothing closes the parser gives an end behind the text.
  const range = { start: node.offset, end: Math.min(node.offset + node.length, length) };
  const children = node.children ?? [];
  if (node.type === 'array')
    return { kind: 'list', items: children.map((child) => walkJson(child, problems, length)), ...range };
  if (node.type !== 'object') return { kind: 'scalar', value: node.value as unknown, ...range };
  const entries = children.flatMap(({ children: pair }): Entry[] => {
    const key = pair?.[0];
    if (!key) return [];
    const keyRange = { start: key.offset, end: key.offset + key.length };
    const value: TreeNode = pair[1]
      ? walkJson(pair[1], problems, length)
      : { kind: 'scalar', value: null, start: keyRange.end, end: keyRange.end };
    return [{ key: String(key.value), keyRange, node: value }];
  });
  return { kind: 'map', ...checkKeys(entries, problems), isFlow: true, ...range };
}

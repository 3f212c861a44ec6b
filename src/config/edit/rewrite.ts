import type { Range } from '../problems/problem';
import type { Language, TreeNode } from '../text/tree';
import { writeFlow } from '../text/write';
import { commentsIn } from './comments';
import { indentOf, type TextEdit } from './map-edits';

/** A value with the place of its key, where it has one. */
export interface WrittenValue {
  readonly node: TreeNode;
  readonly keyRange?: Range;
}

/**
 * Edits that write a value on one line in place of one over several lines. Its comments stay, on lines of their own.
 * Undefined where there is no key, or no line for them.
 */
export function rewriteEdits(
  text: string,
  language: Language,
  { node, keyRange }: WrittenValue,
  value: unknown,
): TextEdit[] | undefined {
  if (keyRange === undefined) return undefined;
  const written = writeFlow(value, language);
  const isBlock = language === 'yaml' && !/^[{["']/.test(text.slice(node.start, node.start + 1));
  if (isBlock) return [blockEdit(text, keyRange, node, written)];
  const comments = commentsIn(text.slice(node.start, node.end), language);
  const edit = { start: node.start, end: node.end, newText: written };
  if (comments.length === 0) return [edit];
  const lineStart = text.lastIndexOf('\n', keyRange.start - 1) + 1;
  const indent = indentOf(text, keyRange.start);
  if (text.slice(lineStart, keyRange.start) !== indent) return undefined;
  const above = comments.map((comment) => `${indent}${comment}\n`).join('');
  return [{ start: lineStart, end: lineStart, newText: above }, edit];
}

/** From the colon to the end of the block's last line. */
function blockEdit(text: string, keyRange: Range, node: TreeNode, written: string): TextEdit {
  const start = text.indexOf(':', keyRange.end) + 1;
  const last = text.slice(0, node.end).trimEnd().length;
  const newline = text.indexOf('\n', last);
  const end = text.slice(0, newline < 0 ? text.length : newline).trimEnd().length;
  const comments = commentsIn(text.slice(start, end), 'yaml');
  const own = commentsIn(text.slice(start, end).split('\n', 1)[0] ?? '', 'yaml').length;
  const indent = indentOf(text, keyRange.start);
  const lines = comments.map((comment, index) => (index < own ? ` ${comment}` : `\n${indent}${comment}`));
  return { start, end, newText: [` ${written}`, ...lines].join('') };
}

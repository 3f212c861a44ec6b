import type { ErrorCode } from 'yaml';
import type { Range, Repair } from '../problems/problem';
import type { TreeNode } from './tree';
import { plainSentence } from './yaml-sentences';

/** A parser's error in a person's words, at the place to mend. */
export interface ExplainedError extends Range {
  readonly message: string;
  readonly repair?: Repair;
}

/** Explains an error of the YAML parser by the mistake behind it, or else by its kind. */
export function explainYamlError(text: string, code: ErrorCode, message: string, at: Range): ExplainedError {
  const said = { ...at, message: plainSentence(code, message) };
  switch (code) {
    case 'MULTIPLE_DOCS': {
      const advice = 'A config is one document, and a second one begins here. Put it into a file of its own.';
      return { message: advice, start: at.start, end: Math.min(at.start + 3, at.end) };
    }
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return unquotedColon(text, at) ?? said;
    case 'MULTILINE_IMPLICIT_KEY':
    case 'MISSING_CHAR':
      return colonWithoutSpace(text, at) ?? said;
    default:
      return said;
  }
}

/** `value: a ? 1 : 4`: the colon within the value is read as that of another key. */
function unquotedColon(text: string, { start }: Range): ExplainedError | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isValue = /:[ \t]+$/.test(text.slice(Math.max(lineStart, start - 100), start));
  const end = endOfValue(text, start, isInBraces(text.slice(lineStart, start)));
  const value = text.slice(start, end);
  if (!isValue || !/:(?:\s|$)/.test(value) || /^["'{[&*!|>]/.test(value)) return undefined;
  return {
    start,
    end,
    message: 'The colon in this value is read as that of another key. Put the value in quotes.',
    repair: quoting(text, { start, end }),
  };
}

const isInBraces = (before: string): boolean => before.lastIndexOf('{') > before.lastIndexOf('}');

/** The end of a plain value on its line; within braces the one before a comma or brace outside of parentheses. */
export function endOfValue(text: string, start: number, isFlow: boolean): number {
  let depth = 0;
  let end = start;
  for (let place = start; place < text.length; place += 1) {
    const character = text.charAt(place);
    if (character === '\n' || character === '\r') break;
    if (character === '#' && /\s/.test(text.charAt(place - 1))) break;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (isFlow && (character === '}' || (character === ',' && depth <= 0))) break;
    if (!/\s/.test(character)) end = place + 1;
  }
  return end;
}

/** `{ value: max(1, 8) }`: the comma in the parentheses ends the value; undefined where a value is whole. */
export function cutExpression(text: string, node: TreeNode): ExplainedError | undefined {
  const { start, end } = node;
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || /["']/.test(text.charAt(start))) return undefined;
  const open = node.value.split('(').length - node.value.split(')').length;
  if (open <= 0 || !/^\s*,/.test(text.slice(end, end + 10))) return undefined;
  const range = { start, end: endOfValue(text, start, true) };
  if (range.end <= end) return undefined;
  const message = 'In braces the comma ends the value, also within parentheses. Put the value in quotes.';
  return { ...range, message, repair: quoting(text, range) };
}

/** The repair that puts a value in quotes. */
export function quoting(text: string, { start, end }: Range): Repair {
  const value = text.slice(start, end);
  const quoted = value.includes("'") ? JSON.stringify(value) : `'${value}'`;
  return { title: 'Put the value in quotes', edits: [{ start, end, newText: quoted }] };
}

/** `temperature:4`: without a space the colon is a part of the word. */
function colonWithoutSpace(text: string, at: Range): ExplainedError | undefined {
  const match = /^[A-Za-z$][\w-]*:(?=[^\s:/\\])/.exec(text.slice(at.start, Math.min(at.end, at.start + 100)));
  if (!match) return undefined;
  return spaceAfter({ start: at.start, end: at.start + match[0].length });
}

/** The error of a key whose colon has no space behind it; the range ends behind the colon. */
export function spaceAfter({ start, end }: Range): ExplainedError {
  return {
    start,
    end,
    message: 'A space is missing after the colon. Write one.',
    repair: { title: 'Put a space after the colon', edits: [{ start: end, end, newText: ' ' }] },
  };
}

/** Spaces that are none to YAML, which come with text copied from pages and documents. */
const foreignSpaces =
  /^[ \t]*[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff][ \t\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]*/;
const everyForeignIndent = new RegExp(foreignSpaces.source, 'gm');

/** The error of a key that begins with a space which is none to YAML; undefined where it does not. */
export function foreignSpaceIn(text: string, key: string, { start, end }: Range): ExplainedError | undefined {
  if (!foreignSpaces.test(key)) return undefined;
  const code = (/[^ \t]/.exec(key)?.[0] ?? '').charCodeAt(0);
  const name = code === 0xa0 ? 'a no-break space' : 'a space of another width';
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const message = `The indentation has ${name} (${number}), which YAML reads as part of the key. Write plain spaces.`;
  const edits = [...text.matchAll(everyForeignIndent)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    newText: match[0].replaceAll(/[^ \t]/g, ' '),
  }));
  return { start, end, message, repair: { title: 'Indent with plain spaces', edits } };
}

import { maxWidth } from './break-line';

/** Lines of Python, each with the indentation that it has below a first level. */
export type Lines = readonly string[];

export const indent = (lines: Lines): string[] => lines.map((line) => (line === '' ? '' : `    ${line}`));

/** Text that may stand in a docstring, whoever wrote it: it cannot end it, and has no control characters. */
export function harmless(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', "'")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}

/** A docstring: one line where it fits, else a first line, an empty one and the rest. Texts are harmless already. */
export function docstring(width: number, first: string, rest: Lines = []): string[] {
  const short = `"""${first}"""`;
  if (rest.length === 0 && short.length <= width) return [short];
  const [head = '', ...more] = wrap(first, width - 3);
  const body = [...more, ...(rest.length === 0 ? [] : ['', ...rest])];
  return [`"""${head}`, ...body, '"""'];
}

/** Breaks a text into lines between its words; a longer word has a line of its own. */
export function wrap(text: string, width: number, hanging = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || longer.length <= width) line = longer;
    else {
      lines.push(line);
      line = `${hanging}${word}`;
    }
  }
  return [...lines, line];
}

/** The width that is left below some levels of indentation. */
export const widthAt = (level: number): number => maxWidth - 4 * level;

/** `NAME = (1, 2)`, broken into a line for each item where it is too long. */
export function tupleAssignment(name: string, items: readonly string[]): string[] {
  const one = `${name} = (${items.join(', ')}${items.length === 1 ? ',' : ''})`;
  return one.length <= maxWidth ? [one] : [`${name} = (`, ...items.map((item) => `    ${item},`), ')'];
}

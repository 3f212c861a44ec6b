import type { ProblemCode } from '../check/codes';
import type { Range } from '../text/tree';
import { replacing, type Propose } from './proposal';

/** The lines of a repeated or forbidden key that stands alone on one line go as a whole. */
const removeLine: Propose = ({ parsed, problem }) => {
  const { text } = parsed;
  const start = text.lastIndexOf('\n', problem.start - 1) + 1;
  const newline = text.indexOf('\n', problem.end);
  const end = newline < 0 ? text.length : newline + 1;
  const line = text.slice(start, end);
  // A value in brackets or on further lines would leave its rest behind.
  const next = text.slice(end).split('\n', 1)[0] ?? '';
  const indent = problem.start - start;
  const isWhole = /^ *["']?[\w<-]+["']?\s*:\s*[^{}[\]|>#\s][^{}[\]#]*$|^ *"?[\w<-]+"?\s*:\s*[^{}[\]]+,\s*$/.test(line);
  const isFollowed = /\S/.test(next) && next.length - next.trimStart().length > indent;
  const name = text.slice(problem.start, problem.end);
  const range = isWhole && !isFollowed ? { start, end } : entryInBrackets(text, problem);
  if (range === undefined) return [];
  return [{ title: `Remove this ${name}`, isPreferred: true, change: replacing({ ...range, newText: '' }) }];
};

/** A key among others in brackets with its one-word value and one of the commas around it. */
function entryInBrackets(text: string, { start, end }: Range): Range | undefined {
  const [first, value, comma] = [text.slice(0, start), text.slice(end), /,[ \t]*$/];
  const entry = /^[ \t]*:[ \t]*(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}[\],#]+)(,[ \t]*)?(?=[^\S\n]*[^\n:])/.exec(value);
  if (!entry || /[\n]/.test(entry[0])) return undefined;
  if (entry[1] !== undefined) return { start, end: end + entry[0].length };
  const before = comma.exec(first);
  return before && /^[ \t]*[}]/.test(value.slice(entry[0].length))
    ? { start: before.index, end: end + entry[0].length }
    : undefined;
}

/** What the parsers of JSON and YAML ask for, where one character is all that is missing. */
const syntax: Propose = ({ parsed, problem }) => {
  const { text, language } = parsed;
  const { start, end, message } = problem;
  if (language === 'json' && message.startsWith('A comma is expected')) {
    const place = text.slice(0, start).trimEnd().length;
    return [{ title: 'Add a comma', isPreferred: true, change: replacing({ start: place, end: place, newText: ',' }) }];
  }
  if (language === 'json' && message.startsWith('The map is not closed')) {
    return [{ title: 'Add a }', isPreferred: true, change: replacing({ start: end, end, newText: '}' }) }];
  }
  if (language === 'yaml' && /^[ \t]*\t/m.test(text)) {
    const change = (now: string): string =>
      now.replaceAll(/^[ \t]*\t[ \t]*/gm, (indent) => indent.replaceAll('\t', '  '));
    return [{ title: 'Indent with spaces', isPreferred: true, change }];
  }
  return [];
};

/** What mends the text itself. */
export const textFixes: Readonly<Partial<Record<ProblemCode, Propose>>> = {
  syntax,
  'duplicate-key': removeLine,
  'forbidden-key': removeLine,
};

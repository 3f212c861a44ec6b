import type { ProblemCode } from '../check/codes';
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
  if (!isWhole || isFollowed) return [];
  const name = text.slice(problem.start, problem.end);
  return [{ title: `Remove this ${name}`, isPreferred: true, change: replacing({ start, end, newText: '' }) }];
};

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

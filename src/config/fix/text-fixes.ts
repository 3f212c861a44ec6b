import type { ProblemCode } from '../problems/codes';
import { applyEdits } from '../edit/edits';
import { removeIgnoredEdits } from '../edit/remove';
import { replacing, type Propose } from './proposal';

/** A repeated or forbidden key with its value. */
const removeIgnored: Propose = ({ parsed: { text, language }, problem }) => {
  const name = text.slice(problem.start, problem.end);
  const change = (now: string): string => applyEdits(now, removeIgnoredEdits(now, language, problem.start));
  return [{ title: `Remove this ${name}`, isPreferred: true, change }];
};

/** Fixes of syntax errors, where a character or two are missing. */
const syntax: Propose = ({ parsed, problem }) => {
  const { text, language } = parsed;
  const { start, end, message, repair } = problem;
  if (repair !== undefined) return [{ title: repair.title, isPreferred: true, change: replacing(...repair.edits) }];
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

/** Fixes of the text itself. */
export const textFixes: Readonly<Partial<Record<ProblemCode, Propose>>> = {
  syntax,
  'duplicate-key': removeIgnored,
  'forbidden-key': removeIgnored,
};

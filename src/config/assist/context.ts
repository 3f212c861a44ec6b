import type { Language, Range } from '../text/tree';

/** What stands at an offset, judged from the text before it alone, so that half-typed documents count too. */
export interface Context extends Range {
  readonly path: readonly string[];
  /** The key whose value is being written; absent where a key is written. */
  readonly key?: string;
}

const keyBefore = /["']?([A-Za-z0-9_]+)["']?\s*:\s*$/;

/** The keys of the open brackets before the end of `text`, and where the outermost of them begins. */
function openBrackets(text: string): { keys: string[]; first: number; last: number } {
  const open: { at: number; key: string }[] = [];
  const tokens = /#.*|\/\/.*|"(?:[^"\\\n]|\\.)*"|[{}[\]]/g;
  for (const match of text.matchAll(tokens)) {
    const [token] = match;
    if (token === '{' || token === '[')
      open.push({
        at: match.index,
        key: keyBefore.exec(text.slice(Math.max(0, match.index - 200), match.index))?.[1] ?? '',
      });
    else if (token === '}' || token === ']') open.pop();
  }
  return {
    keys: open.map(({ key }) => key).filter((key) => key !== ''),
    first: open[0]?.at ?? -1,
    last: open.at(-1)?.at ?? -1,
  };
}

function blockPath(before: string): string[] {
  const lines = before.split('\n');
  const current = lines.pop() ?? '';
  let indent = current.length - current.trimStart().length;
  const path: string[] = [];
  for (const line of lines.reverse()) {
    const match = /^( *)([A-Za-z0-9_]+):\s*(?:#.*)?\r?$/.exec(line);
    if (match?.[2] && (match[1] ?? '').length < indent) {
      path.unshift(match[2]);
      indent = (match[1] ?? '').length;
    }
  }
  return path;
}

export function contextAt(text: string, language: Language, offset: number): Context {
  const at = Math.min(Math.max(offset, 0), text.length);
  const before = text.slice(0, at);
  const start = at - (/["']?[A-Za-z0-9_]*$/.exec(before)?.[0].length ?? 0);
  const end = at + (/^[A-Za-z0-9_]*["']?/.exec(text.slice(at))?.[0].length ?? 0);
  const { keys, first, last } = openBrackets(before);
  const base = language === 'yaml' ? blockPath(first < 0 ? before : before.slice(0, first)) : [];
  if (first >= 0 && language === 'yaml' && before.slice(0, first).lastIndexOf('\n') < 0) base.length = 0;
  const segment = before.slice(Math.max(last + 1, 0), start);
  const key = keyBefore.exec(segment.slice(segment.lastIndexOf('\n') + 1))?.[1];
  return { path: [...base, ...keys], start, end, ...(key ? { key } : {}) };
}

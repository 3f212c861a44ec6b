import { parseConfig, type Language } from '../../src/config';

/** A text with one mistake in it. */
export interface Mistake {
  readonly title: string;
  readonly text: string;
}

type Node = NonNullable<ReturnType<typeof parseConfig>['root']>;
type Entry = Extract<Node, { kind: 'map' }>['entries'][number];

const words = ['-1', '0', '1e9', '0.5', 'nothing', '"12"', 'null', 'true', '[1]', '{}'];

/** A config with one mistake at each of its values and keys in turn: other values, misspelt and foreign keys, repeats. */
export function mistakesIn(text: string, language: Language): Mistake[] {
  const put = (start: number, end: number, word: string): string => text.slice(0, start) + word + text.slice(end);
  const found: Mistake[] = [];
  const visit = (node: Node): void => {
    for (const word of node.kind === 'scalar' ? words : ['3']) {
      const written = language === 'json' && word === 'nothing' ? '"nothing"' : word;
      // An alias or a value that is not written has no text of its own.
      if (node.end > node.start && text[node.start] !== '*') {
        found.push({ title: `${word} at ${node.start}`, text: put(node.start, node.end, written) });
      }
    }
    if (node.kind === 'list') node.items.forEach(visit);
    if (node.kind !== 'map') return;
    for (const entry of node.entries) {
      found.push(...otherKeys(entry).map(([title, word]) => ({ title, text: put(...rangeOf(entry), word) })));
      const again = repeated(text, entry, node.isFlow);
      if (again !== undefined) found.push({ title: `${entry.key} twice`, text: put(...again) });
      visit(entry.node);
    }
  };
  const { root } = parseConfig(text, language);
  if (root) visit(root);
  return found;

  function otherKeys({ key, keyRange }: Entry): [title: string, word: string][] {
    const quote = /^["']/.exec(text.slice(keyRange.start, keyRange.end))?.[0] ?? '';
    const others = [key.slice(0, 1) + key.slice(2), `${key}s`, 'zzzzzz', 'alpha', 'epochs'];
    return others.map((word) => [`${word} for ${key} at ${keyRange.start}`, `${quote}${word}${quote}`]);
  }
}

const rangeOf = ({ keyRange }: Entry): [number, number] => [keyRange.start, keyRange.end];

function repeated(text: string, { keyRange, node }: Entry, isFlow: boolean): [number, number, string] | undefined {
  const entry = text.slice(keyRange.start, node.end);
  const lineStart = text.lastIndexOf('\n', keyRange.start - 1) + 1;
  if (isFlow) return [keyRange.start, keyRange.start, `${entry}, `];
  if (entry.includes('\n')) return undefined;
  return [
    keyRange.start,
    keyRange.start,
    `${entry}${text.includes('\r\n') ? '\r\n' : '\n'}${' '.repeat(keyRange.start - lineStart)}`,
  ];
}

/** The longest line of formatted Python. */
export const maxWidth = 88;

/**
 * `name = expression` as a formatter breaks it where it does not fit: one call around its words, or the terms of a sum in
 * parentheses. Other expressions stay in one line, however long.
 */
export function breakLine(name: string, expression: string, width: number): string[] {
  const line = `${name} = ${expression}`;
  if (line.length <= width) return [line];
  const call = wholeCall(expression);
  if (call !== undefined) return [`${name} = ${call.head}(`, `    ${call.words}`, ')'];
  const terms = termsOf(expression);
  if (terms.length < 3) return [line];
  const inside = expression.length + 4 <= width ? [expression] : terms;
  return [`${name} = (`, ...inside.map((term) => `    ${term}`), ')'];
}

/** The parts of `head(words)`, where that is the whole expression. */
function wholeCall(expression: string): { readonly head: string; readonly words: string } | undefined {
  const open = expression.indexOf('(');
  const head = expression.slice(0, open);
  if (open < 1 || !/^[\w.[\]]+$/.test(head)) return undefined;
  const depths = depthsOf(expression);
  const isWhole = depths.findIndex((depth, index) => index > open && depth === 0) === expression.length - 1;
  return isWhole ? { head, words: expression.slice(open + 1, -1) } : undefined;
}

/** The terms of a sum, each with its sign but for the first. */
function termsOf(expression: string): string[] {
  const depths = depthsOf(expression);
  const starts = [...expression.matchAll(/ [+-] /g)].map(({ index }) => index).filter((index) => depths[index] === 0);
  return [0, ...starts].map((start, place) => expression.slice(start, starts[place]).trim());
}

/** The open parentheses behind each character. */
function depthsOf(expression: string): number[] {
  let depth = 0;
  return Array.from(expression, (character) => {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    return depth;
  });
}

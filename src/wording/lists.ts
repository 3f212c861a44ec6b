/** Several texts as one: `a, b and c`. */
export const formatAnd = (texts: readonly string[]): string => joined(texts, (before, last) => `${before} and ${last}`);

/** One of several texts: `a, b or c`. */
export const formatOr = (texts: readonly string[]): string => joined(texts, (before, last) => `${before} or ${last}`);

function joined(texts: readonly string[], join: (before: string, last: string) => string): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : join(texts.slice(0, -1).join(', '), last);
}

/** A text as a sentence begins, with a capital: `weak teacher` as `Weak teacher`. */
export function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** A text of at most `maxLength` characters, of which the last is `…` where some are left out. No character of two halves is cut through. */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Facts in one line, those that are missing or empty left out: `running · epoch 3/10`. */
export function formatFacts(facts: readonly (string | undefined)[]): string {
  return facts.filter((fact) => fact !== undefined && fact !== '').join(' · ');
}

/** Several texts as one: `a, b and c`. */
export const formatAnd = (texts: readonly string[]): string => joined(texts, (before, last) => `${before} and ${last}`);

/** One of several texts: `a, b or c`. */
export const formatOr = (texts: readonly string[]): string => joined(texts, (before, last) => `${before} or ${last}`);

function joined(texts: readonly string[], join: (before: string, last: string) => string): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : join(texts.slice(0, -1).join(', '), last);
}

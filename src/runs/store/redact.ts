import { fileOperations } from './file-operations';

/** A private text and its replacement. */
export interface PrivateWord {
  readonly text: string;
  readonly standIn: string;
}

/** Shorter ones, such as a user called `a`, would take letters out of every word. */
const shortest = 2;

/**
 * Takes private words out of a text, the longest first, in each form that a path takes in logs and JSON: as it is, links
 * followed, with escaped or reversed slashes, and as an address. Names of users and hosts go only where they stand alone.
 */
export function redact(text: string, words: readonly PrivateWord[]): string {
  const forms = words.flatMap(({ text: word, standIn }) => formsOf(word).map((form) => ({ form, standIn })));
  const sorted = forms.filter(({ form }) => form.length >= shortest).sort((a, b) => b.form.length - a.form.length);
  return sorted.reduce((rest, { form, standIn }) => replaceAlone(rest, form, standIn), text);
}

function formsOf(word: string): string[] {
  const real = isPath(word) ? (fileOperations.realPath(word) ?? word) : word;
  const both = [...new Set([word, real])];
  const slashes = both.flatMap((one) => [one, one.replaceAll('\\', '\\\\'), one.replaceAll('\\', '/')]);
  return [...new Set([...slashes, ...slashes.map((one) => encodeURI(one)), ...slashes.map(encodeURIComponent)])];
}

const isPath = (word: string): boolean => /[\\/]/.test(word);

/** Replaces what is no part of a longer word. Windows writes a path in any case. */
function replaceAlone(text: string, form: string, standIn: string): string {
  const escaped = form.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'giu');
  return text.replaceAll(pattern, () => standIn);
}

/**
 * A word as a POSIX shell reads it back, whatever it holds: within single quotes nothing is special but the quote itself.
 * @throws Error for a word with a NUL, which no program can be given
 */
export function quote(word: string): string {
  if (word.includes('\0')) throw new Error('a word with a NUL cannot be handed to a program');
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Words as one line that a POSIX shell splits into the same words. */
export function quoteAll(words: readonly string[]): string {
  return words.map(quote).join(' ');
}

/** A refusal of the system's in words: what happened, and what to do next. */
export interface SystemErrorWords {
  readonly what: string;
  readonly next: string;
}

const words: ReadonlyMap<string, SystemErrorWords> = new Map([
  ['ENOSPC', { what: 'no space is left on the disk', next: 'free some space' }],
  ['EDQUOT', { what: 'the quota of the disk is used up', next: 'free some space' }],
  ['EFBIG', { what: 'a file may not grow any more', next: 'raise the limit on the size of files' }],
  ['EROFS', { what: 'the disk is read-only', next: 'open a folder that can be written to' }],
  ['EACCES', { what: 'a file may not be written or read', next: 'allow it' }],
  ['EPERM', { what: 'a file may not be written or read', next: 'allow it' }],
  // Windows: a virus scan or a synchronisation does so for a moment.
  ['EBUSY', { what: 'another program holds a file', next: 'close it, or wait for its end' }],
  ['EMFILE', { what: 'too many files are open', next: 'end other programs' }],
  ['EIO', { what: 'the disk failed', next: 'look at the disk' }],
]);

/** Words for an error of the file system; undefined for another error, and for one that a person has no hand in. */
export function wordsOfSystemError(error: unknown): SystemErrorWords | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return words.get(error.code);
}

/** A text for notifications and pages, which show Markdown's marks of code as they are: it has none. */
export function withoutCodeMarks(text: string): string {
  return text.replaceAll('`', '');
}

/** An error in a sentence: one of the file system with what to do, another by its message. */
export function formatError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = wordsOfSystemError(error);
  return known === undefined ? error.message : `${known.what} (${error.message}); ${known.next}`;
}

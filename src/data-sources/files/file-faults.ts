import { DataFault } from '../data-fault';

/** Reason in words why the file system gives nothing, and advice, by the code of its error. */
interface Reason {
  readonly reason: string;
  readonly hint: string;
}

const held: Omit<Reason, 'reason'> = {
  hint: 'close the program that uses it, or wait for a virus scan or a synchronisation to end, and try again',
};
const forbidden: Omit<Reason, 'reason'> = {
  hint: 'look at its permissions; on Windows, close the program that uses it',
};

const reasons: ReadonlyMap<string, Reason> = new Map([
  // Windows: another program has it open and shares it with nobody, or has locked a part of it.
  ['EBUSY', { reason: 'another program holds it (EBUSY)', ...held }],
  // Windows gives EPERM where a file may not be read, and for one that is deleted but still open.
  ['EPERM', { reason: 'it may not be read (EPERM)', ...forbidden }],
  ['EACCES', { reason: 'it may not be read (EACCES)', ...forbidden }],
  ['EMFILE', { reason: 'too many files are open (EMFILE)', hint: 'end other programs, and try again' }],
  ['ENFILE', { reason: 'too many files are open (ENFILE)', hint: 'end other programs, and try again' }],
  ['EIO', { reason: 'the disk failed (EIO)', hint: 'look at the disk, or at the connection to it' }],
]);

/** Sentences for what is not there, where a caller has looked for a file, a folder or either. */
export interface Absence {
  /** Such as `there is no such folder`. */
  readonly missing: string;
  /** Advice for that, and for all codes without one of their own. */
  readonly hint: string;
}

/** The fault of a file or folder that the file system gives an error for. */
export function unreadable(file: string, error: unknown, { missing, hint }: Absence): DataFault {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const known = reasons.get(code);
  const reason = known?.reason ?? (code === 'ENOENT' ? missing : code === 'ENOTDIR' ? 'it is no folder' : message);
  return new DataFault(`${file} cannot be read: ${reason}`, known?.hint ?? hint, { cause: error });
}

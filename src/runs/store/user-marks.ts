import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { configFolder, markOf } from './user-secret';

/** Marks that are kept; the oldest go first. */
const maxMarks = 1000;
const maxBytes = 1 << 20;

/**
 * Whether this user has agreed to a content before. Agreements are marks in the user's own folder: made with the secret and
 * outside of every workspace, so that nothing which came with a clone agrees to itself.
 */
export function isAgreed(purpose: string, content: unknown, environment = process.env): boolean {
  return readMarks(environment).includes(markOf(purpose, content, environment));
}

/** Remembers an agreement. One that cannot be written holds for this time alone. */
export function rememberAgreement(purpose: string, content: unknown, environment = process.env): void {
  const mark = markOf(purpose, content, environment);
  const marks = [...readMarks(environment).filter((one) => one !== mark), mark].slice(-maxMarks);
  const file = marksFile(environment);
  const temporary = `${file}.${randomBytes(8).toString('hex')}.part`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, `${marks.join('\n')}\n`, { flag: 'wx', mode: 0o600 });
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}

function marksFile(environment: NodeJS.ProcessEnv): string {
  return path.join(configFolder(environment), 'agreements');
}

function readMarks(environment: NodeJS.ProcessEnv): string[] {
  try {
    const text = readFileSync(marksFile(environment), 'utf8');
    return text.length > maxBytes ? [] : text.split('\n').filter((line) => /^[0-9a-f]{64}$/.test(line));
  } catch {
    return [];
  }
}

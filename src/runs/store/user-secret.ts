import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { hasCode } from './error-code';

const variable = 'DISTILLERY_SECRET';
const fileName = 'secret';
const secretPattern = /^[0-9a-f]{64}$/;

/**
 * Mark that says: this content was made by this user. It is an HMAC with a secret outside of every workspace, so that
 * nothing which came with a clone carries a valid one. `purpose` keeps a mark of one kind of content from fitting another.
 */
export function markOf(purpose: string, content: unknown, environment = process.env): string {
  return createHmac('sha256', userSecret(environment))
    .update(JSON.stringify([purpose, content]))
    .digest('hex');
}

/** Whether a mark fits; no when it is none at all. */
export function isMarked(purpose: string, content: unknown, mark: unknown, environment = process.env): boolean {
  if (typeof mark !== 'string' || !secretPattern.test(mark)) return false;
  return timingSafeEqual(Buffer.from(mark, 'hex'), Buffer.from(markOf(purpose, content, environment), 'hex'));
}

let unkept: Buffer | undefined;

/** The user's secret: from the environment, which a launcher sets on other machines, else from the user's own folder. */
function userSecret(environment: NodeJS.ProcessEnv): Buffer {
  const given = environment[variable];
  if (given !== undefined && given !== '') return createHash('sha256').update(given).digest();
  try {
    return Buffer.from(keptSecret(path.join(configFolder(environment), fileName)), 'hex');
  } catch {
    // Where none can be kept, a mark holds for as long as the process: all else counts as foreign and is made again.
    return (unkept ??= randomBytes(32));
  }
}

/** Reads the secret, and makes it at the first time. Of two processes that do so at once both get the same. */
function keptSecret(file: string): string {
  const kept = readSecret(file);
  if (kept !== undefined) return kept;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(8).toString('hex')}.part`;
  writeFileSync(temporary, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  const made = readSecret(file);
  if (made === undefined) throw new Error(`${file} holds no secret`);
  return made;
}

function readSecret(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return secretPattern.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Folder of the user's settings of programs, by the platform's custom. */
export function configFolder(environment: NodeJS.ProcessEnv): string {
  return path.join(configRoot(environment), 'distillery');
}

function configRoot(environment: NodeJS.ProcessEnv): string {
  switch (process.platform) {
    case 'win32':
      return environment['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local');
    case 'darwin':
      return path.join(homedir(), 'Library', 'Application Support');
    default:
      return environment['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config');
  }
}

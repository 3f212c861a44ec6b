import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configFolder, hasCode, sha256Of } from '../../runs';

/**
 * Claims the next call of a cluster for this process: true for one of all windows and terminals of the user, and for none within
 * `everyMs` of the last claim. `key` names the jobs that are asked about. Where the user's folder cannot be written all may ask.
 */
export function claimLook(key: string, everyMs: number, now: number, environment = process.env): boolean {
  const folder = path.join(configFolder(environment), 'looks');
  const name = sha256Of(key).slice(0, 16);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const [claims, future] = readClaims(folder, name, now + everyMs);
    // A clock that was set back stops nobody.
    for (const { file } of future) rmSync(file, { force: true });
    const last = Math.max(0, ...claims.map(({ at }) => at));
    if (now - last < everyMs) return false;
    // Named by the claim before: of several processes that have seen that one, a single one succeeds.
    writeFileSync(path.join(folder, `${name}-${last}`), String(now), { flag: 'wx', mode: 0o600 });
    for (const { file, at } of claims) if (at < last) rmSync(file, { force: true });
    return true;
  } catch (error) {
    return !hasCode(error, 'EEXIST');
  }
}

interface Claim {
  readonly file: string;
  /** Time of the claim in ms since the epoch. */
  readonly at: number;
}

/** The claims before a time, and those after it. */
function readClaims(folder: string, name: string, before: number): [Claim[], Claim[]] {
  const files = readdirSync(folder).filter((file) => file.startsWith(`${name}-`));
  const claims = files.map((file): Claim => {
    const place = path.join(folder, file);
    return { file: place, at: Number(readFileSync(place, 'utf8')) };
  });
  return [claims.filter(({ at }) => at <= before), claims.filter(({ at }) => at > before)];
}

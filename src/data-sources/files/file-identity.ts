import { createHash } from 'node:crypto';
import path from 'node:path';
import type { PathRules } from '../../paths';
import type { DataFile } from '../source';

/** SHA-256 of the files' paths, sizes and times of change, in hex: other contents nearly always have another one. */
export function identityOf(files: readonly DataFile[]): string {
  const { folders, digest } = digestOf(files);
  return createHash('sha256')
    .update(JSON.stringify([folders, digest]))
    .digest('hex');
}

/**
 * Identity of files and settings, folders as they lie seen from another one: a workspace that is moved as a whole keeps it.
 * @param from absolute path of that folder
 */
export function relativeIdentityOf(
  files: readonly DataFile[],
  settings: unknown,
  from: string,
  rules: PathRules = path,
): string {
  const { folders, digest } = digestOf(files, rules);
  const relative = folders.map((folder) => rules.relative(from, folder));
  return createHash('sha256')
    .update(JSON.stringify([settings, relative, digest]))
    .digest('hex');
}

/** Folders of files in the order of their first files, and SHA-256 of all else that is known without reading them, in hex. */
interface Digest {
  readonly folders: readonly string[];
  readonly digest: string;
}

/** Digests of lists of files, which nobody changes: a hundred thousand files take some hundredths of a second. */
const digests = new WeakMap<readonly DataFile[], Digest>();

function digestOf(files: readonly DataFile[], rules: PathRules = path): Digest {
  const known = digests.get(files);
  if (known !== undefined) return known;
  const made = makeDigest(files, rules);
  digests.set(files, made);
  return made;
}

/** Characters that are hashed at once: a call takes longer than the hash of one file's. */
const textAtOnce = 1 << 16;

/**
 * Hashes for each change of role or folder a header, for each file its name, with a zero character behind each, which no name
 * has; then sizes and times as float64. Of numbers as text, writing them would take longer than all else.
 */
function makeDigest(files: readonly DataFile[], { sep }: PathRules): Digest {
  const hash = createHash('sha256');
  const indexOf = new Map<string, number>();
  const numbers = new Float64Array(2 * files.length);
  let text = '';
  let [role, folder]: [string | undefined, string] = [undefined, ''];
  files.forEach((file, place) => {
    const start = file.path.lastIndexOf(sep) + 1;
    if (file.role !== role || start !== folder.length || !file.path.startsWith(folder)) {
      [role, folder] = [file.role, file.path.slice(0, start)];
      if (!indexOf.has(folder)) indexOf.set(folder, indexOf.size);
      text += `\0${role}\0${indexOf.get(folder) ?? 0}\0`;
    }
    text += `${file.path.slice(start)}\0`;
    numbers[2 * place] = file.bytes;
    numbers[2 * place + 1] = file.changedAt;
    if (text.length < textAtOnce) return;
    hash.update(text);
    text = '';
  });
  hash.update(text).update(new Uint8Array(numbers.buffer));
  return { folders: [...indexOf.keys()], digest: hash.digest('hex') };
}

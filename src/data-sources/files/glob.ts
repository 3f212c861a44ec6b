import { readdir } from 'node:fs/promises';
import { byCodePoints } from '../classes/code-points';
import { DataFault } from '../data-fault';
import type { DataPlace } from '../source';

/** More files are none of one data set. */
const maxFiles = 10_000;

/** Whether a written path stands for several: `*` is any part of a name, `?` one character. */
export function isGlob(written: string): boolean {
  return /[*?]/.test(written);
}

/** Folders that are looked into: links of a clone that lead back into their own folder would have no end. */
const maxFolders = 5_000;

/**
 * The paths that a pattern stands for, as a config would write them, by code points. Names that begin with a dot are passed over.
 * @throws DataFault where there is none or there are too many, or the error of `place.resolve`
 */
export async function expandGlob(written: string, place: DataPlace): Promise<string[]> {
  const segments = written.split('/');
  const start = segments.findIndex(isGlob);
  const found = await expand(written, { segments, start }, place);
  if (found.length > 0 && found.length <= maxFiles) return found.sort(byCodePoints);
  const what = found.length === 0 ? 'no file' : `more than ${maxFiles} files`;
  throw new DataFault(`'${written}' stands for ${what}`, hint);
}

const hint = 'write a pattern such as data/train-*.parquet, where * stands for any part of a name';

/** The paths that fit, level by level: segments from `start` on are patterns. */
async function expand(
  written: string,
  { segments, start }: { readonly segments: readonly string[]; readonly start: number },
  place: DataPlace,
): Promise<string[]> {
  let paths = [segments.slice(0, start).join('/')];
  let folders = 0;
  for (const pattern of segments.slice(start)) {
    folders += paths.length;
    if (folders > maxFolders) {
      throw new DataFault(`'${written}' leads into more than ${maxFolders} folders`, hint);
    }
    const below: string[] = [];
    for (const before of paths) {
      const names = await namesIn(await place.resolve(before === '' ? '.' : before));
      for (const name of names) if (fits(name, pattern)) below.push(before === '' ? name : `${before}/${name}`);
      if (below.length > maxFiles) break;
    }
    paths = below;
  }
  return paths;
}

/** Names in a folder; none where it is no folder, as one of several that a pattern stands for may be. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.'));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** Whether a name fits a pattern; each `*` takes as little as it can, so that long names take no more than their square. */
function fits(name: string, pattern: string): boolean {
  const [text, parts] = [Array.from(name), Array.from(pattern)];
  let [at, part] = [0, 0];
  let star: { readonly part: number; at: number } | undefined;
  while (at < text.length) {
    if (parts[part] === '*') {
      star = { part, at };
      part += 1;
    } else if (parts[part] === '?' || parts[part] === text[at]) {
      at += 1;
      part += 1;
    } else if (star !== undefined) {
      // The last star takes one character more.
      star.at += 1;
      at = star.at;
      part = star.part + 1;
    } else {
      return false;
    }
  }
  return parts.slice(part).every((one) => one === '*');
}

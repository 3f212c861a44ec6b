import { readdir } from 'node:fs/promises';
import { byCodePoints } from './classes/code-points';
import { DataFault } from './data-fault';
import type { DataPlace } from './source';

/** More files are none of one data set. */
const maxFiles = 10_000;

/** Whether a written path stands for several: `*` is any part of a name, `?` one character. */
export function isGlob(written: string): boolean {
  return /[*?]/.test(written);
}

/**
 * The paths that a pattern stands for, as a config would write them, by code points. Names that begin with a dot are passed over.
 * @throws DataFault where there is none or there are too many, or the error of `place.resolve`
 */
export async function expandGlob(written: string, place: DataPlace): Promise<string[]> {
  const segments = written.split('/');
  const start = segments.findIndex(isGlob);
  const found = await expand(segments.slice(0, start).join('/'), segments.slice(start), place);
  if (found.length > 0 && found.length <= maxFiles) return found.sort(byCodePoints);
  const what = found.length === 0 ? 'no file' : `${found.length} files, more than ${maxFiles}`;
  const hint = 'write a pattern such as data/train-*.parquet, where * stands for any part of a name';
  throw new DataFault(`'${written}' stands for ${what}`, hint);
}

/** The paths below a folder whose segments have the given patterns. */
async function expand(before: string, [first, ...rest]: readonly string[], place: DataPlace): Promise<string[]> {
  if (first === undefined) return [before];
  const joined = (name: string): string => (before === '' ? name : `${before}/${name}`);
  const there = await namesIn(await place.resolve(before === '' ? '.' : before));
  const names = there.filter((name) => fits(name, first));
  const all = await Promise.all(names.map((name) => expand(joined(name), rest, place)));
  return all.flat();
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

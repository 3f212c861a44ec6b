import path from 'node:path';
import { isRunMarks } from '../protocol/arrival';
import type { RunMarks } from '../protocol/schemas/marks';
import { writeFileDurably } from '../store/durable-file';
import { readJsonFile } from '../store/json-file';
import { refuseIntruders } from '../store/intruders';
import { store } from '../store/store';
import { runFiles } from './folders';

/** Limits of marks: they stand in lists, and a clone may bring any. */
export const markLimits = { nameLength: 100, noteLength: 4000, tags: 20, tagLength: 40 } as const;

/** New values of marks; undefined takes a mark away, an absent key leaves it as it is. */
export type MarkChange = { readonly [Key in keyof RunMarks]?: RunMarks[Key] | undefined };

/** Marks of a run; none where the file is missing or cannot be read. */
export function readMarks(runFolder: string): RunMarks {
  const value = readJsonFile(path.join(runFolder, runFiles.marks));
  return isRunMarks(value) ? tidied(value) : {};
}

/**
 * Changes marks of a run, and takes the file away with the last of them. Throws a sentence where the file is there and cannot be
 * read, so that no note is lost, and where the run folder holds links; else the file system's error.
 */
export function changeMarks(runFolder: string, change: MarkChange): RunMarks {
  const file = path.join(runFolder, runFiles.marks);
  refuseIntruders(runFolder);
  if (store.hasFile(file) && !isRunMarks(readJsonFile(file))) {
    const name = `${path.basename(runFolder)}/${runFiles.marks}`;
    throw new Error(`${name} cannot be read, so it was not changed; mend it, or delete it with the notes in it`);
  }
  const marks = tidied({ ...readMarks(runFolder), ...change });
  if (Object.keys(marks).length > 0) writeFileDurably(file, `${JSON.stringify(marks, null, 2)}\n`);
  else store.remove(file);
  return marks;
}

/** Marks without those that are not set, texts on one line and cut to their limits. */
function tidied({ name, note, tags, star, archived, baseline }: MarkChange): RunMarks {
  const [shortName, wholeNote, ownTags] = [oneLine(name, markLimits.nameLength), noteOf(note), tagsOf(tags)];
  return {
    ...(shortName !== '' && { name: shortName }),
    ...(wholeNote !== '' && { note: wholeNote }),
    ...(ownTags.length > 0 && { tags: ownTags }),
    ...(star === true && { star }),
    ...(archived === true && { archived }),
    ...(baseline === true && { baseline }),
  };
}

const noteOf = (text = ''): string => text.trim().slice(0, markLimits.noteLength);

/** Characters that would end a line, move a cursor or turn the direction of text. */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

const oneLine = (text = '', maxLength: number): string => text.replaceAll(unsafe, ' ').trim().slice(0, maxLength);

/** Tags as single words, so that a filter can name them; each once. */
function tagsOf(tags: readonly string[] = []): string[] {
  const words = tags.map((tag) => oneLine(tag, markLimits.tagLength).replaceAll(/[\s,]+/g, '-'));
  return [...new Set(words.filter((word) => word !== ''))].slice(0, markLimits.tags);
}

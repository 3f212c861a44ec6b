import path from 'node:path';
import { existsSync, lstatSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { DataFault } from '../data-fault';
import { changeTimeOf, maxPointerBytes, statFile } from '../files/read-bytes';
import type { DataFile, DataPlace } from '../source';
import type { SplitName } from '../splits';
import { csvFault } from '../table/csv/csv-fault';
import { dialectOf } from '../table/csv/dialect';
import { readText } from '../table/csv/text-encoding';

/** A list of pictures as a config names it. */
export interface ImageList {
  /** The .csv or .tsv file. */
  readonly list: string;
  /** The folder that the paths in it start from. */
  readonly path: string;
  readonly columns?: { readonly path?: string | undefined; readonly label?: string | undefined } | undefined;
}

/** Names that columns of paths and of labels often have, in the order in which they are looked for. */
export const usualNames: Readonly<Record<'path' | 'label', readonly string[]>> = {
  path: ['path', 'file', 'filename', 'file_name', 'image', 'image_path', 'filepath'],
  label: ['label', 'class', 'target', 'category', 'class_name'],
};

/** Characters at the start of the file from which the separator is detected. */
const lookedAt = 1 << 16;
/** Characters of a list; a million paths of 60 are as many. */
const maxCharacters = 64 << 20;

/**
 * Finds the pictures that a list names with their labels, in its order. The role of a file is its split and its label.
 * @throws DataFault that names the line of a path that is missing or has no label, or the error of `place.resolve`
 */
export async function findListedImages(split: SplitName, options: ImageList, place: DataPlace): Promise<DataFile[]> {
  const { path: file } = await statFile('list', await place.resolve(options.list));
  const [names = [], ...rows] = await readRows(file);
  const at = { path: columnOf('path', names, options, file), label: columnOf('label', names, options, file) };
  const root = await place.resolve(options.path);
  const found: DataFile[] = [];
  const missing: Missing[] = [];
  const folders = new ListFolders(root, options, place);
  for (const [index, row] of rows.entries()) {
    const line = index + 2;
    const [written, label] = [(row[at.path] ?? '').trim(), (row[at.label] ?? '').trim()];
    if (written === '' || label === '') {
      const what = written === '' ? names[at.path] : names[at.label];
      throw new DataFault(`${file}, row ${line}: it has no ${what ?? ''}`, 'give each row a path and a label');
    }
    refuseEscape(written, `${file}, row ${line}`);
    const role = `${split} ${label}`;
    const plain = plainFile(role, await folders.realPath(written), written);
    if (plain !== undefined) found.push(plain);
    else if (!existsSync(path.join(root, written))) missing.push({ line, written });
    else found.push(await statFile(role, await place.resolve(`${options.path}/${written}`)));
    // A window of the editor must not wait for 100,000 files.
    if (index % rowsAtOnce === 0) await setImmediate();
  }
  if (missing.length > 0) throw await missingFault(missing, { total: rows.length, file, options, place });
  if (found.length > 0) return found;
  throw new DataFault(`${file}: it lists no picture`, 'write a row of names and a row for each picture');
}

/** Rows that are looked up before others have the event loop. */
const rowsAtOnce = 500;

/** Folders of a list's pictures by their real paths: each is judged once, which takes longer than a look at a file. */
class ListFolders {
  private readonly known = new Map<string, string | undefined>();

  constructor(
    private readonly root: string,
    private readonly options: ImageList,
    private readonly place: DataPlace,
  ) {}

  /** Real path of the folder of a written path; undefined where there is none. Throws the error of `place.resolve`. */
  async realPath(written: string): Promise<string | undefined> {
    const folder = path.posix.dirname(written);
    if (!this.known.has(folder)) {
      const isThere = existsSync(path.join(this.root, folder));
      this.known.set(folder, isThere ? await this.place.resolve(`${this.options.path}/${folder}`) : undefined);
    }
    return this.known.get(folder);
  }
}

/** A file in a folder, by one look; undefined for a link, what is no file, and one so small that it may stand for another. */
function plainFile(role: string, folder: string | undefined, written: string): DataFile | undefined {
  if (folder === undefined) return undefined;
  const file = path.join(folder, path.posix.basename(written));
  try {
    const status = lstatSync(file, { throwIfNoEntry: false });
    if (status?.isFile() !== true || status.size < maxPointerBytes) return undefined;
    return { role, path: file, bytes: status.size, changedAt: changeTimeOf(status) };
  } catch {
    // The longer way says why.
    return undefined;
  }
}

/**
 * Refuses a path of a list that is not one from `data.path`, on any system: a list that was written on Windows is to be the
 * same one elsewhere, where a backslash is a part of a name.
 */
export function refuseEscape(written: string, where: string): void {
  const isAbsolute = path.posix.isAbsolute(written) || path.win32.isAbsolute(written) || /^[A-Za-z]:/.test(written);
  if (isAbsolute || /^\.\.(?:\/|$)/.test(path.posix.normalize(written.replaceAll('\\', '/')))) {
    throw new DataFault(`${where}: '${written}' leads out of data.path`, 'write paths from data.path, with /');
  }
  if (!written.includes('\\')) return;
  const message = `${where}: '${written}' has folders separated by \\, which is a part of a name on other systems than Windows`;
  throw new DataFault(message, `write ${written.replaceAll('\\', '/')}, which is read on every system`);
}

/** Paths of a list that are named where they lead to nothing. */
const maxNamed = 3;

/** A row of a list whose path leads to nothing. */
interface Missing {
  readonly line: number;
  readonly written: string;
}

interface Listing {
  readonly total: number;
  readonly file: string;
  readonly options: ImageList;
  readonly place: DataPlace;
}

async function missingFault(missing: readonly Missing[], { total, file, options, place }: Listing): Promise<DataFault> {
  const named = missing.slice(0, maxNamed).map(({ line, written }) => `row ${line}: ${written}`);
  const more = missing.length > maxNamed ? ', …' : '';
  const message = `data.list: ${file}: ${missing.length} of ${total} pictures are not there: ${named.join(', ')}${more}`;
  const start = missing.length < total ? undefined : await startOf(missing, options, place);
  if (start === undefined)
    return new DataFault(message, 'correct the paths, which start from data.path, or take the rows out');
  const remedy = { path: ['data', 'path'], value: start };
  return new DataFault(message, `they are there from ${start}: write data.path: ${start}`, { remedy });
}

/** The folder that all paths of a list start from, where it is another than `path`: the list's own, or one above `path`. */
async function startOf(
  missing: readonly Missing[],
  { list, path: written }: ImageList,
  place: DataPlace,
): Promise<string | undefined> {
  const starts = [path.posix.dirname(list), path.posix.dirname(written), '.'];
  for (const start of new Set(starts.filter((one) => one !== written && !one.startsWith('..')))) {
    const folder = await Promise.resolve(place.resolve(start)).catch(() => undefined);
    if (folder !== undefined && missing.every((one) => existsSync(path.join(folder, one.written)))) return start;
  }
  return undefined;
}

async function readRows(file: string): Promise<string[][]> {
  let text = '';
  for await (const piece of readText(file, Infinity)) {
    text += piece;
    if (text.length > maxCharacters) {
      throw new DataFault(`${file}: it has more than ${maxCharacters} characters`, 'name a list of pictures');
    }
  }
  const { separator } = dialectOf(text.slice(0, lookedAt), {}, /\.(tsv|tab)$/i.test(file));
  const { isCsvError, parseText } = await import('../table/csv/csv-parser');
  try {
    return parseText(text, { delimiter: separator, bom: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    if (!isCsvError(error)) throw error;
    throw csvFault(error, file);
  }
}

/** Place of a column: the named one, else the one with a usual name. */
function columnOf(
  kind: keyof typeof usualNames,
  names: readonly string[],
  { columns }: ImageList,
  file: string,
): number {
  const plain = names.map((name) => name.trim());
  const written = columns?.[kind];
  const wanted: readonly string[] = written === undefined ? usualNames[kind] : [written];
  const place = wanted.map((name) => plain.indexOf(name)).find((one) => one >= 0);
  if (place !== undefined) return place;
  throw new DataFault(
    `${file}: it has no column ${wanted.slice(0, 4).join(', ')}; it has ${plain.slice(0, 8).join(', ')}`,
    `name the column of the ${kind}s in data.columns.${kind}`,
  );
}

import path from 'node:path';
import { writeFileDurably } from '../store/durable-file';
import { hasCode } from '../store/error-code';
import { storeLayout } from '../store/layout';
import { store } from '../store/store';
import { isMarked, markOf } from '../store/user-secret';
import { isLocked } from '../store/retry-while-locked';
import { makeCheck } from '../protocol/shape';
import { RowFile, rowsPerBlock } from './row-file';
import { selectionHashes, type SelectionHashes } from './selection-hashes';
import { RowWriter, type SkippedExample } from './row-writer';

const nameOf = (place: { readonly path: string }): string => path.posix.basename(place.path);

/** Folder of the kept rows in a cache. */
export function rowsFolder(cacheFolder: string): string {
  return path.join(cacheFolder, nameOf(storeLayout.rows));
}

/** Rows of a data set, and the examples that have none. */
export interface KeptRows {
  readonly rows: RowFile;
  readonly skipped: readonly SkippedExample[];
  readonly identities: SelectionHashes;
}

/** `index.json`: the rows that `rows.bin` holds, under the user's mark. */
interface RowIndex {
  readonly formatVersion: 1;
  readonly rowBytes: number;
  readonly count: number;
  readonly blocks: readonly string[];
  readonly skipped: readonly SkippedExample[];
  /** Time of the last change of `rows.bin`, in milliseconds: with another one its checksums are looked at. */
  readonly changedAt: number;
  readonly mark: string;
}

const purpose = 'rows';

/** Rows that are in the cache and cannot be taken; the message says why. */
export class UnusableRows extends Error {}

/**
 * The rows of one data set in the cache, decoded and brought to one size: one file of rows, and an index with checksums
 * under the user's mark. Rows that came with a clone, or were cut or altered, are never taken.
 */
export class RowEntry {
  readonly folder: string;

  constructor(
    cacheFolder: string,
    /** SHA-256 of all that the rows follow from, in hex. */
    readonly key: string,
    readonly rowBytes: number,
  ) {
    this.folder = path.join(rowsFolder(cacheFolder), key);
  }

  /**
   * Opens the rows; undefined where there are none.
   * @throws UnusableRows where they are not the user's or damaged, a MisplacedEntry, or the file system's error
   */
  open(): KeptRows | undefined {
    const file = this.pathOf(storeLayout.rowsFile);
    const indexFile = this.pathOf(storeLayout.rowsIndex);
    store.clearPlaceOfFolder(this.folder);
    if (!store.hasFile(indexFile)) return undefined;
    const index = parseIndex(store.readText(indexFile));
    if (index === undefined || index.rowBytes !== this.rowBytes) throw new UnusableRows('their index is damaged');
    const { mark, ...content } = index;
    if (!isMarked(purpose, [this.key, content], mark)) {
      throw new UnusableRows('they were not made by you, or by an earlier version');
    }
    const status = store.fileStatus(file);
    if (status === undefined) throw new UnusableRows('their file is missing');
    if (status.size !== index.count * index.rowBytes) throw new UnusableRows('their file was cut or has grown');
    const rows = new RowFile(store.open(file, 'read'), index.rowBytes, index.count, index.blocks);
    if (status.mtimeMs === index.changedAt) return this.kept(rows, index.skipped);
    if (!rows.isWhole()) {
      rows.close();
      throw new UnusableRows('their file was altered: a checksum is wrong');
    }
    this.writeIndex({ ...content, changedAt: status.mtimeMs });
    return this.kept(rows, index.skipped);
  }

  /** Begins to write the rows, or goes on where an earlier process ended. Throws the file system's error. */
  write(): RowWriter {
    store.makeFolders(this.folder);
    return new RowWriter({
      key: this.key,
      rowBytes: this.rowBytes,
      rows: this.pathOf(storeLayout.unfinishedRows),
      journal: this.pathOf(storeLayout.unfinishedBlocks),
    });
  }

  /**
   * Makes what was written the rows of this entry and opens them. Where the cache was cleared meanwhile, or another program
   * has a file of it open and lets none take its place, they are still given, and kept for this process alone. Throws the file
   * system's error.
   */
  finish(writer: RowWriter): KeptRows {
    const { rows, skipped } = writer.finish();
    const file = this.pathOf(storeLayout.rowsFile);
    try {
      store.rename(this.pathOf(storeLayout.unfinishedRows), file);
      const changedAt = store.fileStatus(file)?.mtimeMs ?? 0;
      const { rowBytes, count, blocks } = rows;
      this.writeIndex({ formatVersion: 1, rowBytes, count, blocks, skipped, changedAt });
      store.remove(this.pathOf(storeLayout.unfinishedBlocks));
    } catch (error) {
      const isGone = hasCode(error, 'ENOENT');
      if (!isGone && !isLocked(error)) throw error;
    }
    return this.kept(rows, skipped);
  }

  /** Removes the rows, finished or not. */
  remove(): void {
    store.remove(this.folder);
  }

  private kept(rows: RowFile, skipped: readonly SkippedExample[]): KeptRows {
    return { rows, skipped, identities: selectionHashes(this.pathOf(storeLayout.rowsIdentities), rows.checksum) };
  }

  private writeIndex(content: Omit<RowIndex, 'mark'>): void {
    const index: RowIndex = { ...content, mark: markOf(purpose, [this.key, content]) };
    writeFileDurably(this.pathOf(storeLayout.rowsIndex), `${JSON.stringify(index)}\n`);
  }

  private pathOf(place: { readonly path: string }): string {
    return path.join(this.folder, nameOf(place));
  }
}

const whyNoIndex = makeCheck({
  formatVersion: ['enum', 1],
  rowBytes: ['integer', 1, null],
  count: ['integer', 0, null],
  blocks: ['list', ['pattern', '^[0-9a-f]{64}$']],
  skipped: ['list', { place: ['integer', 0, null], reason: 'string' }],
  changedAt: ['number', 0, null],
  mark: 'string',
});

/** The index that a text holds, with a checksum for each block of the rows and for no other; undefined where it is none. */
function parseIndex(text: string): RowIndex | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (whyNoIndex(value) !== undefined) return undefined;
    const index = value as RowIndex;
    return index.blocks.length === Math.ceil(index.count / rowsPerBlock(index.rowBytes)) ? index : undefined;
  } catch {
    return undefined;
  }
}

import path from 'node:path';
import { writeFileDurably } from '../store/durable-file';
import { hasCode } from '../store/error-code';
import { sha256Of } from '../folder/sha256';
import { storeLayout } from '../store/layout';
import { MisplacedEntry, store } from '../store/store';
import { isMarked, markOf } from '../store/user-secret';

const nameOf = (place: { readonly path: string }): string => path.posix.basename(place.path);

/** Names of the files of a kept teacher. */
export const teacherFiles = {
  entry: nameOf(storeLayout.teacherEntry),
  about: nameOf(storeLayout.aboutTeacher),
  weights: nameOf(storeLayout.teacherWeights),
  logits: {
    train: nameOf(storeLayout.trainLogits),
    validation: nameOf(storeLayout.validationLogits),
    test: nameOf(storeLayout.testLogits),
  },
} as const;

/** Folder of the kept teachers in a cache. */
export function teachersFolder(cacheFolder: string): string {
  return path.join(cacheFolder, path.posix.basename(storeLayout.teachers.path));
}

/** A kept teacher that its user did not make on this machine, such as one that came with a clone. */
export class ForeignTeacher extends Error {
  constructor(key: string) {
    super(`the kept teacher ${key.slice(0, 8)} was not made by you, or by an earlier version, so it is not taken`);
  }
}

/** `entry.json`: SHA-256 of each file, and a mark over them. */
interface Entry {
  readonly formatVersion: 1;
  readonly files: Readonly<Record<string, string>>;
  readonly mark: string;
}

const purpose = 'teacher';

/**
 * A kept teacher: files whose checksums are in `entry.json` under the user's mark. What is no file there, as a link or a
 * pipe, is replaced and never followed.
 */
export class TeacherEntry {
  readonly folder: string;

  constructor(
    cacheFolder: string,
    /** SHA-256 of all that the teacher follows from, in hex. */
    readonly key: string,
  ) {
    this.folder = path.join(teachersFolder(cacheFolder), key);
  }

  /** Removes a plain file in the place of the teacher's folder: no teacher could ever be kept there. */
  clearPlace(): void {
    store.clearPlaceOfFolder(this.folder);
  }

  /**
   * Reads a file of the teacher; undefined when it is not kept. Throws ForeignTeacher when the user did not make it, an
   * error that names the file when it was changed or is none, or the file system's error.
   */
  async read(name: string): Promise<Buffer | undefined> {
    const file = path.join(this.folder, name);
    const isThere = store.hasFile(file);
    const entry = this.readEntry();
    if (entry === undefined) {
      if (isThere) throw new ForeignTeacher(this.key);
      return undefined;
    }
    const expected = entry.files[name];
    if (expected === undefined) return undefined;
    if (!isThere) throw new Error(`${this.placeOf(name)} is missing`);
    const bytes = await store.readLater(file);
    if (sha256Of(bytes) !== expected) throw new Error(`${this.placeOf(name)} is damaged: its checksum is wrong`);
    return bytes;
  }

  /**
   * Writes files of the teacher beside those that are there and the user's. A cache that is cleared meanwhile is made
   * anew. Throws a MisplacedEntry when a folder on the way is a link, or the file system's error.
   */
  write(files: Readonly<Record<string, Uint8Array | string>>): void {
    for (let left = clearedTries; ; left -= 1) {
      try {
        this.writeOnce(files);
        return;
      } catch (error) {
        if (left === 0 || !isGone(error)) throw error;
      }
    }
  }

  private writeOnce(files: Readonly<Record<string, Uint8Array | string>>): void {
    store.makeFolders(this.folder);
    const checksums: Record<string, string> = { ...this.keptChecksums() };
    for (const [name, content] of Object.entries(files)) {
      this.replace(name, content);
      checksums[name] = sha256Of(content);
    }
    const entry: Entry = { formatVersion: 1, files: checksums, mark: markOf(purpose, [this.key, checksums]) };
    this.replace(teacherFiles.entry, `${JSON.stringify(entry, null, 2)}\n`);
  }

  private keptChecksums(): Readonly<Record<string, string>> {
    try {
      return this.readEntry()?.files ?? {};
    } catch {
      return {};
    }
  }

  /** A folder in the place of a file cannot be renamed over. */
  private replace(name: string, content: Uint8Array | string): void {
    const file = path.join(this.folder, name);
    try {
      store.fileStatus(file);
    } catch (error) {
      if (!(error instanceof MisplacedEntry)) throw error;
      store.remove(file);
    }
    writeFileDurably(file, content);
  }

  /** Undefined where there is none, or none that is the user's. */
  private readEntry(): Entry | undefined {
    const file = path.join(this.folder, teacherFiles.entry);
    if (!store.hasFile(file)) return undefined;
    const entry = entryOf(store.readSmallText(file));
    return entry !== undefined && isMarked(purpose, [this.key, entry.files], entry.mark) ? entry : undefined;
  }

  /** A file as it is named in messages. */
  private placeOf(name: string): string {
    return `cache/teachers/${this.key.slice(0, 8)}…/${name}`;
  }
}

/** A cache may be cleared between two operations, but hardly so often. */
const clearedTries = 5;

function isGone(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}

function entryOf(text: string): Entry | undefined {
  try {
    const value = JSON.parse(text) as Partial<Entry> | null;
    const files: unknown = value?.files;
    if (value?.formatVersion !== 1 || typeof files !== 'object' || files === null) return undefined;
    return Object.values(files).every((one) => typeof one === 'string') ? (value as Entry) : undefined;
  } catch {
    return undefined;
  }
}

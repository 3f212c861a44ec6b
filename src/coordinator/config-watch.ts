import { createHash } from 'node:crypto';
import { statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { readBounded } from '../paths';

/** Config of a sweep: the file that the person edits, and the text that the sweep began with. */
export interface ConfigFile {
  /** Absolute path; empty in folders of early versions. */
  readonly path: string;
  /** SHA-256 of the text that the sweep began with; empty in folders of early versions. */
  readonly hash: string;
  /** Beginning of the sweep, in ms. */
  readonly since: number;
}

/** A larger file is no config of anybody's. */
const maxBytes = 1 << 24;

/** Watches the config file of a sweep, whose runs are all made from the copy in the sweep's folder. */
export class ConfigWatch {
  private seen = '';
  private isChanged = false;

  /** @param read gives the bytes of a file of at most so many, or throws */
  constructor(
    private readonly file: ConfigFile,
    private readonly read: (file: string, maxBytes: number) => Buffer = readBounded,
  ) {}

  /**
   * A sentence where the file has changed since the sweep began, the same at each look. A text that never was the file's, such as one
   * with `--set`, differs from it without a change: the file must be younger too. A file that cannot be read now, as while an editor
   * puts another in its place, has not changed yet.
   */
  look(): string[] {
    this.isChanged ||= this.hasChanged();
    if (!this.isChanged) return [];
    const { hash, path: file } = this.file;
    return [
      `WARNING: ${path.basename(file)} has changed since this sweep began. All runs of this sweep keep the settings that it began with (SHA-256 ${hash.slice(0, 8)}, the copy in the sweep's folder). Start a new sweep for the changed ones`,
    ];
  }

  private hasChanged(): boolean {
    const { path: file, hash, since } = this.file;
    if (file === '' || hash === '') return false;
    try {
      const status = statusOf(file);
      if (status === undefined || status.mtimeMs <= since) return false;
      const state = `${status.mtimeMs} ${status.size}`;
      if (state === this.seen) return false;
      const found = hashOf(this.read(file, maxBytes).toString('utf8'));
      this.seen = state;
      return found !== hash;
    } catch {
      return false;
    }
  }
}

/** The status of a regular file; undefined where there is none, as after it was renamed. */
function statusOf(file: string): Stats | undefined {
  const status = statSync(file, { throwIfNoEntry: false });
  return status?.isFile() === true && status.size <= maxBytes ? status : undefined;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

import { createHash } from 'node:crypto';
import { readFileSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';

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

  constructor(private readonly file: ConfigFile) {}

  /**
   * A sentence where the file has changed since the sweep began, the same at each look. A text that never was the file's, such as one
   * with `--set`, differs from it without a change: the file must be younger too.
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
    const status = statusOf(file);
    if (status === undefined || status.mtimeMs <= since) return false;
    const state = `${status.mtimeMs} ${status.size}`;
    if (state === this.seen) return false;
    this.seen = state;
    return hashOfFile(file) !== hash;
  }
}

/** The status of a regular file; undefined where there is none, as after it was renamed. */
function statusOf(file: string): Stats | undefined {
  const status = statSync(file, { throwIfNoEntry: false });
  return status?.isFile() === true && status.size <= maxBytes ? status : undefined;
}

const hashOfFile = (file: string): string => createHash('sha256').update(readFileSync(file, 'utf8')).digest('hex');

import { statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { readBounded } from '../../paths';
import { sha256Of } from '../../runs';

/** Config of a sweep: the file that the person edits, and the text that the sweep began with. */
export interface ConfigFile {
  /** Absolute path; empty in folders of early versions. */
  readonly path: string;
  /** Id of the sweep. */
  readonly sweep: string;
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
   * @param joined hashes of texts whose points have joined the sweep
   */
  look(joined: readonly string[] = []): string[] {
    this.isChanged ||= this.hasChanged(joined);
    if (!this.isChanged) return [];
    const { hash, path: file, sweep } = this.file;
    const name = path.basename(file);
    return [
      `WARNING: ${name} has changed since this sweep began. All runs of this sweep keep the settings that it began with (SHA-256 ${hash.slice(0, 8)}, the copy in the sweep's folder). New values of sweep.over, seeds and fresh seeds can join it: distillery sweep ${name} --add-to ${sweep}. Start a new sweep for other changes`,
    ];
  }

  private hasChanged(joined: readonly string[]): boolean {
    const { path: file, hash, since } = this.file;
    if (file === '' || hash === '') return false;
    try {
      const status = statusOf(file);
      if (status === undefined || status.mtimeMs <= since) return false;
      const state = `${status.mtimeMs} ${status.size}`;
      if (state === this.seen) return false;
      const found = sha256Of(this.read(file, maxBytes).toString('utf8'));
      this.seen = state;
      return found !== hash && !joined.includes(found);
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

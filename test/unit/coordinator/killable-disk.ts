import { constants } from 'node:fs';
import { fileOperations } from '../../../src/runs';

/** The end of a coordinator by a signal, at one of its changes of the disk. */
export class Killed extends Error {}

type Operations = typeof fileOperations;

/**
 * The disk as a coordinator sees it that is killed at its Nth change: that one is not made, or half of it, and none after it.
 * Kills between two changes leave the same files as one before the second of them.
 */
export class KillableDisk {
  /** Changes of the disk, and of processes, that were made or refused. */
  changes = 0;
  private left = Infinity;
  private isOther = false;
  private readonly real: Operations = { ...fileOperations };

  constructor() {
    const { open, write, truncate, rename, link, copy, remove, makeFolder } = this.real;
    const guarded: Partial<Operations> = {
      open: (file, flags) =>
        (flags & constants.O_CREAT) === 0 ? open(file, flags) : this.change(() => open(file, flags)),
      write: (descriptor, bytes) =>
        this.change(
          () => write(descriptor, bytes),
          () => write(descriptor, bytes.subarray(0, bytes.length >> 1)),
        ),
      truncate: (descriptor, length) => this.change(() => truncate(descriptor, length)),
      rename: (from, to) => this.change(() => rename(from, to)),
      link: (from, to) => this.change(() => link(from, to)),
      copy: (from, to) => this.change(() => copy(from, to)),
      remove: (file) => this.change(() => remove(file)),
      makeFolder: (folder) => this.change(() => makeFolder(folder)),
      // Power cuts, which forget what was not synced, are no part of this.
      sync: () => undefined,
      syncLater: () => Promise.resolve(),
    };
    Object.assign(fileOperations, guarded);
  }

  /** Gives the disk back as it was. */
  restore(): void {
    Object.assign(fileOperations, this.real);
  }

  /** Begins an attempt that is killed after some changes. */
  begin(changes: number): void {
    this.left = changes;
  }

  /** Changes of another process, which is not killed. */
  other<Value>(action: () => Value): Value {
    this.isOther = true;
    try {
      return action();
    } finally {
      this.isOther = false;
    }
  }

  /** A change of the coordinator; `half`: the part of it that is made where it is killed. */
  change<Value>(whole: () => Value, half?: () => void): Value {
    if (this.isOther) return whole();
    this.changes += 1;
    this.left -= 1;
    if (this.left >= 0) return whole();
    if (this.left === -1) half?.();
    throw new Killed();
  }
}

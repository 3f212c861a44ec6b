import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isBusy, readWithRetries } from './busy-file';
import type { Channels, PictureDecoder } from './decoder';
import type { FitOptions } from './resize/fit';
import { PictureFault } from './picture-fault';

/** A file of a picture as it was found. */
export interface PictureFile {
  readonly path: string;
  readonly bytes: number;
  /** Time of its last change, the later of its content's and its inode's, in milliseconds since the epoch. */
  readonly changedAt: number;
  /** Its content, where it is no file of its own. */
  readonly content?: Uint8Array;
}

/** Pictures that are decoded to rows of one shape. */
export interface DecodeTask {
  readonly files: readonly PictureFile[];
  readonly channels: Channels;
  /** Absent: pictures stay as they are, and have the size `width` × `height`. */
  readonly fit?: FitOptions;
  readonly width: number;
  readonly height: number;
}

/** Reason why a picture has no row. */
export interface PictureRefusal {
  /** Place of the file in the task. */
  readonly place: number;
  readonly kind: 'unreadable' | 'changed' | 'other size' | 'busy';
  /** A phrase that follows the name of the file. */
  readonly message: string;
}

/** Rows of a task, [files, height·width·channels]; those of refused pictures are zeros. */
export interface DecodedRows {
  readonly rows: Uint8Array;
  readonly refusals: readonly PictureRefusal[];
}

/**
 * Reads and decodes the pictures of a task, one after the other. Never throws for a fault of a picture.
 * @param isClosed asked before each picture: the rest of the task is of no use.
 */
export function decodeFiles(
  task: DecodeTask,
  decoder: PictureDecoder,
  isClosed: () => boolean = () => false,
): DecodedRows {
  const rowBytes = task.width * task.height * (task.channels === 'gray' ? 1 : 3);
  const rows = new Uint8Array(task.files.length * rowBytes);
  const refusals: PictureRefusal[] = [];
  task.files.forEach((file, place) => {
    if (isClosed()) return;
    const refuse = (kind: PictureRefusal['kind'], message: string): number => refusals.push({ place, kind, message });
    try {
      const bytes = readWithRetries(() => readUnchanged(file));
      if (bytes === undefined) return void refuse('changed', 'changed while the pictures were read');
      const { width, height, pixels } = decoder.decode(bytes, task.channels, task.fit);
      if (width !== task.width || height !== task.height) {
        return void refuse(
          'other size',
          `has ${width} × ${height} pixels and the first picture ${task.width} × ${task.height}`,
        );
      }
      rows.set(pixels, place * rowBytes);
    } catch (error) {
      const isFault = error instanceof PictureFault || (error instanceof Error && 'code' in error);
      if (!isFault) throw error;
      const message = error instanceof PictureFault ? error.message : `cannot be read (${error.message})`;
      refuse(isBusy(error) ? 'busy' : 'unreadable', message);
    }
  });
  return { rows, refusals };
}

/** Content of a file; undefined where it is not the one that was found. */
function readUnchanged({ path, bytes, changedAt, content: held }: PictureFile): Uint8Array | undefined {
  if (held !== undefined) return held;
  const descriptor = openSync(path, 'r');
  try {
    const { size, mtimeMs, ctimeMs } = fstatSync(descriptor);
    if (size !== bytes || Math.max(mtimeMs, ctimeMs) !== changedAt) return undefined;
    const content = new Uint8Array(size);
    let count = 0;
    while (count < size) {
      const more = readSync(descriptor, content, count, size - count, count);
      if (more === 0) return undefined;
      count += more;
    }
    return content;
  } finally {
    closeSync(descriptor);
  }
}

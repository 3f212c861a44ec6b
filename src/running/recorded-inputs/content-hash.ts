import { createHash, type Hash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { store } from '../../runs';

/** Larger files are not read by the editor or before a run: their content counts as unknown. */
const maxBytes = 1 << 30;
/** Hashes that are remembered. */
const maxKept = 1000;
/** A file that was changed just now may change again within the same tick of the file system's clock. */
const settledMs = 1000;

const kept = new Map<string, { readonly stamp: string; readonly sha256: string }>();

/**
 * SHA-256 of a file's content, in hex; it is read only where its inode, size or times differ from those of the last time.
 * Undefined for what is no file, is above 1 GB, cannot be read or changes while it is read.
 * @param file a real path.
 */
export function hashFile(file: string): Promise<string | undefined> {
  return hashBy(
    file,
    () => stat(file),
    async (hash) => {
      for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    },
  );
}

/** SHA-256 of a file below `.distillery`, where no link is followed; undefined where it cannot be read. */
export function hashStoredFile(file: string): Promise<string | undefined> {
  return hashBy(
    file,
    () => Promise.resolve(store.fileStatus(file)),
    async (hash) => {
      hash.update(await store.readLater(file));
    },
  );
}

async function hashBy(
  file: string,
  look: () => Promise<Stats | undefined>,
  read: (hash: Hash) => Promise<void>,
): Promise<string | undefined> {
  try {
    const status = await look();
    if (status?.isFile() !== true || status.size > maxBytes) return undefined;
    const stamp = stampOf(status);
    const before = kept.get(file);
    if (before?.stamp === stamp) return before.sha256;
    const hash = createHash('sha256');
    await read(hash);
    const after = await look();
    if (after === undefined || stampOf(after) !== stamp) return undefined;
    const sha256 = hash.digest('hex');
    if (Date.now() - Math.max(status.mtimeMs, status.ctimeMs) > settledMs) keep(file, stamp, sha256);
    return sha256;
  } catch {
    return undefined;
  }
}

/** The time of change of the inode is among them: a copy that keeps the time of an older file has another one. */
function stampOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join(' ');
}

function keep(file: string, stamp: string, sha256: string): void {
  kept.delete(file);
  kept.set(file, { stamp, sha256 });
  const [oldest] = kept.keys();
  if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
}

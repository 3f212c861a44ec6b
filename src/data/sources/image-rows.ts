import path from 'node:path';
import { DataFault, type DataFile } from '../../data-sources';
import { DecoderPool, type DecodedRows, type DecodeTask } from '../../pictures';
import {
  RowEntry,
  MisplacedEntry,
  UnusableRows,
  writeRowFindings,
  type KeptRows,
  type RowWriter,
  hasCode,
} from '../../runs';
import { formatBytes, formatCount, formatCountOf } from '../../wording';
import type { Preparation } from './preparation';
import { assertRoom } from './disk-room';
import { findingsOf } from './row-findings';

/** Pictures, and the rows that are made of them. */
export interface ImageRows {
  /** SHA-256 of all that the rows follow from, in hex. */
  readonly key: string;
  /** SHA-256 of the paths, sizes and times of change of the data's files, in hex. */
  readonly stamp: string;
  readonly files: readonly DataFile[];
  /** Reads the contents of the pictures from `start` up to `end`; absent where each is a file of its own. */
  readonly read?: (start: number, end: number) => Promise<readonly Uint8Array[]>;
  readonly rowBytes: number;
  readonly decoding: Omit<DecodeTask, 'files'>;
}

/** Pictures of a task: so few that threads end together, so many that a message costs nothing beside them. */
const picturesPerTask = 32;
/** Tasks that a thread is given ahead, so that it need not wait for the one that writes. */
const tasksPerThread = 3;
/** Pictures that may be unreadable: this many in a small set, and this share of a large one. */
const unreadable = { count: 10, share: 0.01 };

/**
 * The rows of pictures from the cache; those that are not in it are decoded into it. Of two runs that need the same rows one
 * makes them; one that was interrupted goes on where it ended.
 * @throws DataFault where pictures changed meanwhile, too many cannot be read, or the disk has no room
 */
export async function obtainRows(wanted: ImageRows, preparation: Preparation): Promise<KeptRows> {
  const entry = new RowEntry(preparation.cacheFolder, wanted.key, wanted.rowBytes);
  const there = openKept(entry, preparation);
  if (there !== undefined) return there;
  const release = await preparation.takeSlot(wanted.key);
  try {
    return openKept(entry, preparation) ?? (await build(entry, wanted, preparation));
  } finally {
    release();
  }
}

function openKept(entry: RowEntry, { onNotice }: Preparation): KeptRows | undefined {
  try {
    return entry.open();
  } catch (error) {
    const isReplaceable = error instanceof MisplacedEntry && error.expected === 'a file';
    if (!(error instanceof UnusableRows) && !isReplaceable) throw error;
    onNotice(`the cached rows of the data are made again: ${error.message}`);
    entry.remove();
    return undefined;
  }
}

async function build(entry: RowEntry, wanted: ImageRows, preparation: Preparation): Promise<KeptRows> {
  const writer = entry.write();
  const pool = new DecoderPool(Math.ceil((wanted.files.length - writer.next) / picturesPerTask));
  try {
    announce(entry, wanted, writer.next, preparation);
    await decodeAll(writer, wanted, pool, preparation);
    const kept = entry.finish(writer);
    tellSkipped(kept, wanted, preparation);
    await keepFindings(kept, wanted, preparation);
    return kept;
  } catch (error) {
    writer.close();
    throw isFull(error) ? noRoom(wanted, error) : error;
  } finally {
    await pool.close();
  }
}

/** Writes findings about the pictures for the editor. */
async function keepFindings(kept: KeptRows, { key, stamp, files }: ImageRows, preparation: Preparation): Promise<void> {
  const { cacheFolder, pause } = preparation;
  const name = (place: number): string => nameOf(files, place);
  writeRowFindings(cacheFolder, key, await findingsOf(kept, { files, stamp, nameOf: name, pause }));
}

/** Says how much is written, before it is; refuses it where the disk has no room. */
function announce(entry: RowEntry, { files, rowBytes }: ImageRows, done: number, { onNotice }: Preparation): void {
  const pictures = formatCountOf(files.length, 'picture');
  const remedy = 'free some space, lower data.size, or empty the caches with Clear Caches…';
  assertRoom(entry.folder, (files.length - done) * rowBytes, pictures, remedy);
  const from = done > 0 ? `, going on behind the first ${formatCount(done)}` : '';
  onNotice(`reads ${pictures} into ${formatBytes(files.length * rowBytes)} of the cache${from}`);
}

async function decodeAll(
  writer: RowWriter,
  wanted: ImageRows,
  pool: DecoderPool,
  preparation: Preparation,
): Promise<void> {
  const { files, decoding, read } = wanted;
  const tasks: { readonly start: number; readonly rows: Promise<DecodedRows> }[] = [];
  let start = writer.next;
  const total = files.length;
  while (writer.next < total) {
    while (start < total && tasks.length < pool.size * tasksPerThread) {
      const some = files.slice(start, start + picturesPerTask).map(plainFile);
      const rows =
        read === undefined
          ? pool.decode({ ...decoding, files: some })
          : read(start, start + some.length).then((contents) =>
              pool.decode({ ...decoding, files: some.map((file, index) => withContent(file, contents[index])) }),
            );
      // Awaited in turn: an earlier task's error must not leave this one's without a handler.
      rows.catch(() => undefined);
      tasks.push({ start, rows });
      start += picturesPerTask;
    }
    await preparation.pause();
    const task = tasks.shift();
    if (task !== undefined) append(writer, wanted, task.start, await task.rows);
    preparation.onProgress(writer.next, total);
  }
}

function plainFile({ path: file, bytes, changedAt }: DataFile): DecodeTask['files'][number] {
  return { path: file, bytes, changedAt };
}

function withContent(
  file: DecodeTask['files'][number],
  content: Uint8Array = new Uint8Array(),
): DecodeTask['files'][number] {
  return { ...file, content };
}

/** Advice on refusals that end the reading; a run that is resumed goes on behind the last written row. */
const refusalHints = {
  changed: 'run again when nothing writes to the folder',
  busy: 'another program holds it: close it, or wait for a virus scan or a synchronisation to end, and run again',
  'other size': 'write data.size, so that all are brought to one size',
} as const;

function append(
  writer: RowWriter,
  { files, rowBytes }: ImageRows,
  start: number,
  { rows, refusals }: DecodedRows,
): void {
  const refused = new Map(refusals.map((refusal) => [refusal.place, refusal]));
  for (let place = 0; place < rows.length / rowBytes; place += 1) {
    const refusal = refused.get(place);
    const file = files[start + place]?.path ?? '';
    if (refusal === undefined) writer.add(rows.subarray(place * rowBytes, (place + 1) * rowBytes));
    else if (refusal.kind === 'unreadable') writer.add(refusal.message);
    else {
      throw new DataFault(`${file} ${refusal.message}`, refusalHints[refusal.kind]);
    }
  }
  const { skipped } = writer;
  if (skipped.length <= Math.max(unreadable.count, unreadable.share * files.length)) return;
  const [first] = skipped;
  throw new DataFault(
    `${formatCount(skipped.length)} of the first ${formatCountOf(writer.next, 'picture')} cannot be read, such as ${nameOf(files, first?.place)}, which ${first?.reason ?? ''}`,
    'get the files again, or take those that are damaged out',
  );
}

/** Names that are given of the pictures without a row. */
const maxNamed = 3;

function tellSkipped({ skipped }: KeptRows, { files }: ImageRows, { onNotice }: Preparation): void {
  if (skipped.length === 0) return;
  const named = skipped.slice(0, maxNamed).map(({ place, reason }) => `${nameOf(files, place)} ${reason}`);
  const more = skipped.length > named.length ? ', …' : '';
  onNotice(
    `${formatCount(skipped.length)} of ${formatCountOf(files.length, 'picture')} cannot be read and are left out: ${named.join(', ')}${more}`,
  );
}

/** A picture with the folder of its class, which is how a person knows it. */
function nameOf(files: readonly DataFile[], place = 0): string {
  const file = files[place]?.path ?? '';
  return `${path.basename(path.dirname(file))}/${path.basename(file)}`;
}

function isFull(error: unknown): boolean {
  return hasCode(error, 'ENOSPC', 'EDQUOT');
}

function noRoom({ files, rowBytes }: ImageRows, cause: unknown): DataFault {
  const message = `the disk is full: the rows of ${formatCountOf(files.length, 'picture')} take ${formatBytes(files.length * rowBytes)} in the cache`;
  return new DataFault(message, 'free some space, then resume the run: what is written is kept', { cause });
}

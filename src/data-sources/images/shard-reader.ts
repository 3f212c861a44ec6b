import { DataFault } from '../data-fault';
import { withParquet } from '../table/parquet-file';
import type { RowGroup, Shard } from './parquet-shard';

/** A row of a shard. */
interface Place {
  readonly shard: Shard;
  readonly row: number;
}

/** Bytes of pictures that are held at once; a group of rows is read as a whole. */
const maxGroupBytes = 1 << 30;

/** Reads pictures of parquet files, group of rows by group of rows; the last group is kept, since neighbours follow. */
export class ShardReader {
  private held:
    { readonly shard: Shard; readonly group: RowGroup; readonly pictures: readonly Uint8Array[] } | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /**
   * The files of pictures, in the order of `places`; of several calls one is performed after the other.
   * @throws DataFault that names the file, and the row where there is one
   */
  read(places: readonly Place[]): Promise<Uint8Array[]> {
    const own = this.last.then(() => this.readAll(places));
    this.last = own.catch(() => undefined);
    return own;
  }

  private async readAll(places: readonly Place[]): Promise<Uint8Array[]> {
    const pictures: Uint8Array[] = [];
    for (const place of places) pictures.push(await this.readOne(place));
    return pictures;
  }

  private async readOne({ shard, row }: Place): Promise<Uint8Array> {
    let { held } = this;
    if (held?.shard !== shard || row < held.group.start || row >= held.group.end) {
      const group = shard.groups.find(({ start, end }) => row >= start && row < end);
      if (group === undefined) throw new Error(`row ${row} is in no group`);
      held = { shard, group, pictures: await readGroup(shard, group) };
      this.held = held;
    }
    return held.pictures[row - held.group.start] ?? new Uint8Array();
  }
}

function readGroup({ file, image }: Shard, { start, end, bytes }: RowGroup): Promise<Uint8Array[]> {
  if (bytes > maxGroupBytes) {
    const message = `${file.path}: rows ${start + 1} to ${end} lie in one group of ${bytes} bytes, more than ${maxGroupBytes}`;
    throw new DataFault(message, 'write it again with smaller groups, such as row_group_size=1000 of pyarrow');
  }
  return withParquet(file, async (parquet) => {
    const records = await parquet.read([image], start, end);
    return records.map((record, index) => bytesOf(record[image], `${file.path}, row ${start + index + 1}`));
  });
}

function bytesOf(value: unknown, where: string): Uint8Array {
  const bytes: unknown = typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : value;
  // A copy: a view would carry its whole page to a thread.
  if (bytes instanceof Uint8Array) return bytes.slice();
  const path: unknown = typeof value === 'object' && value !== null && 'path' in value ? value.path : undefined;
  const what = typeof path === 'string' ? `only the path '${path}' of its picture` : 'no picture';
  throw new DataFault(
    `${where} has ${what}`,
    'write the data set again with its pictures in it, or take such rows out',
  );
}

import { DataFault } from '../data-fault';
import { withParquet, type ParquetFile } from '../parquet/parquet-file';
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
    const group = parquet.groups.findIndex((one) => one.start === start && one.end === end);
    const pictures: Uint8Array[] = [];
    // Values of one place in a dictionary are one picture.
    const copies = new Map<Uint8Array, Uint8Array>();
    for await (const page of parquet.read(image, group)) {
      for (let row = 0; row < page.length; row += 1) {
        const value = page[row];
        if (!(value instanceof Uint8Array)) {
          const where = `${file.path}, row ${start + pictures.length + 1}`;
          throw noPicture(where, await pathOf(parquet, image, group, pictures.length));
        }
        // A copy: a view would carry its whole page to a thread.
        const copy = copies.get(value) ?? value.slice();
        copies.set(value, copy);
        pictures.push(copy);
      }
    }
    return pictures;
  });
}

/** Path that a row has beside its missing picture; undefined where it has none. */
async function pathOf(
  parquet: ParquetFile,
  [column = '']: readonly string[],
  group: number,
  row: number,
): Promise<unknown> {
  if (!parquet.columns.some(({ name, fields }) => name === column && fields.includes('path'))) return undefined;
  let before = 0;
  for await (const page of parquet.read([column, 'path'], group)) {
    if (row < before + page.length) return page[row - before];
    before += page.length;
  }
  return undefined;
}

function noPicture(where: string, path: unknown): DataFault {
  const what = typeof path === 'string' ? `only the path '${path}' of its picture` : 'no picture';
  return new DataFault(
    `${where} has ${what}`,
    'write the data set again with its pictures in it, or take such rows out',
  );
}

import { open, type FileHandle } from 'node:fs/promises';
import { DataFault } from '../data-fault';
import { changeTimeOf } from '../files/read-bytes';
import type { DataFile } from '../source';
import { isParquetDamage, ParquetDamage } from './damage';
import type { ChunkMetadata, ParquetMetadata, SchemaColumn } from './metadata';

/** An open parquet file. */
export interface ParquetFile {
  readonly rows: number;
  /** Its columns at the top. */
  readonly columns: readonly ParquetColumn[];
  readonly groups: readonly ParquetGroup[];
  /** Text under a key, as writers leave it; undefined where there is none. */
  readonly textOf: (key: string) => string | undefined;
  /**
   * Values of a column, or of a field in it, in the group of this place, page by page; null where one is missing. Numbers, texts
   * and times as such; bytes that are no text stay bytes, which are a view of their page.
   */
  readonly read: (path: readonly string[], group: number) => AsyncGenerator<ArrayLike<unknown>>;
}

/** A column at the top of a parquet file. */
export interface ParquetColumn {
  readonly name: string;
  /** Names of the fields in it where it holds records. */
  readonly fields: readonly string[];
  readonly holds: 'values' | 'records' | 'lists';
  /** Whether its values are bytes of which the file says no more. */
  readonly isBytes: boolean;
}

/** Rows of a parquet file that lie together, from `start` up to `end`. */
export interface ParquetGroup {
  readonly start: number;
  readonly end: number;
  /** Bytes of a column in it, unpacked, as the file has it. */
  readonly bytesOf: (column: string) => number;
}

const saveAgain = 'write it again, for example with pandas: frame.to_parquet("data.parquet")';

/**
 * Opens a parquet file for a while.
 * @throws DataFault that names the file where it cannot be read, or is another than the one that was found
 */
export async function withParquet<Result>(
  { path: file, bytes, changedAt }: DataFile,
  use: (parquet: ParquetFile) => Promise<Result>,
): Promise<Result> {
  const decoder = await import('./parquet-decoder');
  const handle = await open(file);
  try {
    const status = await handle.stat();
    if (status.size !== bytes || changeTimeOf(status) !== changedAt) {
      throw new DataFault(`${file} changed while it was read`, 'run again when nothing writes to it');
    }
    const source = sourceOf(handle);
    const metadata = await decoder.readMetadata(source, bytes);
    assertValues(metadata.rows, file, bytes);
    return await use({
      rows: metadata.rows,
      columns: metadata.columns.map(columnOf),
      groups: groupsOf(metadata),
      textOf: metadata.textOf,
      async *read(path, group) {
        const { column, chunk } = findChunk(metadata, path, group);
        yield* decoder.readChunk(await source(chunk.start, chunk.start + chunk.bytes), column, chunk);
      },
    });
  } catch (error) {
    throw faultOf(error, file);
  } finally {
    await handle.close();
  }
}

/** Values of all columns beside which a byte of the file may stand for 64 more: columns of equal values take next to nothing. */
const plentyOfValues = 1 << 22;
const maxValuesAByte = 64;

/**
 * Refuses more values than a file of this size is believed.
 * @throws DataFault that names the file
 */
export function assertValues(values: number, file: string, bytes: number): void {
  if (values <= plentyOfValues + maxValuesAByte * bytes) return;
  const message = `${file}: it claims ${values} values in ${bytes} bytes, and more than ${maxValuesAByte} a byte are not read`;
  throw new DataFault(message, 'keep the columns and rows that are needed');
}

function faultOf(error: unknown, file: string): unknown {
  if (error instanceof DataFault || !(error instanceof Error) || 'syscall' in error) return error;
  const reason = isParquetDamage(error) ? error.message : 'it cannot be read as parquet (a page of it is damaged)';
  return new DataFault(`${file}: ${reason}`, saveAgain, { cause: error });
}

/** Bytes of an open file; a file that ends before gives fewer. */
function sourceOf(handle: FileHandle): (start: number, end: number) => Promise<Uint8Array> {
  return async (start, end) => {
    const content = new Uint8Array(end - start);
    let done = 0;
    while (done < content.length) {
      const { bytesRead } = await handle.read(content, done, Math.min(content.length - done, readAtOnce), start + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return content.subarray(0, done);
  };
}

/** The system reads at most 2 GiB at once. */
const readAtOnce = 1 << 28;

function columnOf({ element, children }: SchemaColumn): ParquetColumn {
  const { name, type, converted_type: converted, logical_type: logical } = element;
  const isList = element.repetition_type === 'REPEATED' || converted === 'LIST' || logical?.type === 'LIST';
  return {
    name,
    fields: children.map((field) => field.element.name),
    holds: isList ? 'lists' : children.length > 0 ? 'records' : 'values',
    isBytes: type === 'BYTE_ARRAY' && converted === undefined && logical === undefined,
  };
}

function groupsOf({ groups }: ParquetMetadata): ParquetGroup[] {
  let end = 0;
  return groups.map(({ rows, chunks }) => {
    const start = end;
    end += rows;
    const bytesOf = (column: string): number => {
      const own = [...chunks].filter(([key]) => key === column || key.startsWith(`${column}\n`));
      return own.reduce((sum, [, { unpackedBytes }]) => sum + unpackedBytes, 0);
    };
    return { start, end, bytesOf };
  });
}

/** A column that holds values, and its chunk in a group. Throws where the file has none. */
function findChunk(
  { leaves, groups }: ParquetMetadata,
  path: readonly string[],
  place: number,
): { readonly column: SchemaColumn; readonly chunk: ChunkMetadata } {
  const key = path.join('\n');
  const [column, group] = [leaves.get(key), groups[place]];
  const chunk = group?.chunks.get(key);
  if (column === undefined || column.isRepeated || chunk === undefined || chunk.values !== group?.rows) {
    throw new ParquetDamage(`the column '${path.join('.')}' has not a value for each row`);
  }
  return { column, chunk };
}

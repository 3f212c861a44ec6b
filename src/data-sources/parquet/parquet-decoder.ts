import { ParquetDamage } from './damage';
import { parseMetadata, type ParquetMetadata } from './metadata';

// A bundle of its own, since few open such a file.
export { readChunk } from './column-chunk';

/** Bytes of a file from `start` up to `end`. */
export type ByteSource = (start: number, end: number) => Promise<Uint8Array>;

/** Length of the metadata and the letters at the end of a file. */
const footBytes = 8;

/**
 * Metadata of a parquet file.
 * @throws ParquetDamage where it is none
 */
export async function readMetadata(source: ByteSource, fileBytes: number): Promise<ParquetMetadata> {
  const notOne = (why: string): ParquetDamage => new ParquetDamage(`it cannot be read as parquet (${why})`);
  if (fileBytes < footBytes) throw notOne('it is too short');
  const foot = Buffer.from(await source(fileBytes - footBytes, fileBytes));
  const letters = foot.toString('latin1', 4);
  if (letters === 'PARE') throw new ParquetDamage('it is encrypted');
  if (letters !== 'PAR1') throw notOne('it does not end as such files do');
  const start = fileBytes - footBytes - foot.readUInt32LE(0);
  if (start < 0) throw notOne('its end speaks of more than is in it');
  return parseMetadata(await source(start, fileBytes), fileBytes);
}

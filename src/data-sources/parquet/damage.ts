/** A parquet file that is not what its format demands, in words that follow its name. */
export class ParquetDamage extends Error {
  override readonly name = 'ParquetDamage';
}

/**
 * Whether an error is such a one. By its name, since the decoder is a bundle of its own with a class of its own.
 */
export const isParquetDamage = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'ParquetDamage';

/** Bytes that a page may have when it is unpacked: a few even where all of its values are the same. */
export const maxUnpacked = (packed: number): number => (1 << 26) + 64 * packed;

import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { snappyUncompress, type Compressors } from 'hyparquet';
import { decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';

// Exported by name, so that a bundle leaves out the rest of the library.
export { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';

/** Decompressors of the pages of a parquet file; Node's own where there are such. Nothing grows beyond what its page says. */
export const codecs: Compressors = {
  SNAPPY: (input, outputLength) => {
    const output = new Uint8Array(outputLength);
    snappyUncompress(input, output);
    return output;
  },
  GZIP: (input, outputLength) => new Uint8Array(gunzipSync(input, { maxOutputLength: Math.max(outputLength, 1) })),
  BROTLI: (input, outputLength) =>
    new Uint8Array(brotliDecompressSync(input, { maxOutputLength: Math.max(outputLength, 1) })),
  ZSTD: (input) => decompressZstd(input),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

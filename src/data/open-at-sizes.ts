import { mapSplits, type DataFile, type DataOptions } from '../data-sources';
import { resizeRows, type RowSizes } from '../pictures';
import { openSource } from './sources/catalogue';
import type { Preparation } from './sources/preparation';
import type { SourceData, SourceSplit } from './sources/reader';

/** Height and width of pictures. */
export type PictureSize = readonly [height: number, width: number];

interface Opening {
  readonly preparation: Preparation;
  /** Sizes that networks look at beside the student's. */
  readonly sizes: readonly PictureSize[];
}

/**
 * Opens the files of a format. Pictures are kept at the largest size that a network looks at, each side by itself, and the
 * student's rows are resized from that; other formats have pictures of one size, which networks resize themselves.
 */
export async function openAtSizes(
  files: readonly DataFile[],
  options: DataOptions,
  { preparation, sizes }: Opening,
): Promise<SourceData> {
  if ((options.format !== 'images' && options.format !== 'parquet') || options.size === undefined)
    return openSource(files, options, preparation);
  const { size, interpolation } = options;
  const own: PictureSize = typeof size === 'number' ? [size, size] : size;
  const kept: [height: number, width: number] = [
    Math.max(own[0], ...sizes.map(([height]) => height)),
    Math.max(own[1], ...sizes.map(([, width]) => width)),
  ];
  const source = await openSource(files, { ...options, size: kept }, preparation);
  const { shape } = source;
  const channels = shape[2] ?? 1;
  if (kept[0] === own[0] && kept[1] === own[1]) return source;
  const rowSizes: RowSizes = { from: [...kept, channels], to: own, interpolation };
  return {
    ...source,
    shape: [...own, channels],
    rawRows: { shape, interpolation },
    ...mapSplits<SourceSplit, SourceSplit>(source, (split) => resized(split, rowSizes)),
  };
}

/** Rows that are resized at once: all kept rows of a split may not fit into memory. */
const maxTogether = 256;

function resized(split: SourceSplit, sizes: RowSizes): SourceSplit {
  const { gather, content } = split;
  const [height, width] = sizes.to;
  const features = height * width * sizes.from[2];
  return {
    ...split,
    raw: gather,
    gather: (indices) => {
      const rows = new Uint8Array(indices.length * features);
      for (let start = 0; start < indices.length; start += maxTogether) {
        const kept = gather(indices.subarray(start, start + maxTogether));
        if (!(kept instanceof Uint8Array)) throw new Error('pictures are kept as bytes');
        rows.set(resizeRows(kept, sizes), start * features);
      }
      return rows;
    },
    content: [...content, Buffer.from(`resized to ${height} ${width} ${sizes.interpolation}`)],
  };
}

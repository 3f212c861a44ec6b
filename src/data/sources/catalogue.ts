import { sourceNamed, type DataFile, type DataOptions } from '../../data-sources';
import { openArrays } from './arrays';
import { openCifar } from './cifar';
import { openIdx } from './idx';
import { openImages, openParquet } from './images';
import type { Preparation } from './preparation';
import { openPython } from './python';
import { openTable } from './table';
import type { OpenSource, SourceData } from './reader';

/** The reader of each format: one line a format, which the types demand. */
const openers: { readonly [Format in DataOptions['format']]: OpenSource<Format> } = {
  mnist: openIdx(sourceNamed('mnist')?.published?.classes.map(({ label }) => label)),
  images: openImages,
  idx: openIdx(),
  arrays: openArrays,
  table: openTable,
  parquet: openParquet,
  cifar: openCifar,
  python: openPython,
};

/** Opens the files of a data set by the reader of its format. */
export function openSource(
  files: readonly DataFile[],
  options: DataOptions,
  preparation: Preparation,
): Promise<SourceData> {
  // Each reader takes the settings of its own format, and `format` says whose they are, so the pair fits.
  return (openers[options.format] as OpenSource)(files, options, preparation);
}

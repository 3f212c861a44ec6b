import { identityOf, sourceOf, type DataOptions, type DataPlace } from '../data-sources';
import type { DataSet } from './dataset';
import { openAtSizes, type PictureSize } from './open-at-sizes';
import type { Preparation } from './sources/preparation';
import { splitData } from './split';

/**
 * Opens the data set of a config: reads its files, cuts off what is held back and scales the examples.
 * @param sizes those of networks that look at other sizes than the student
 * @throws DataFault that names the file or setting and what to do, or the error of `place.resolve`
 */
export async function openData(
  options: DataOptions,
  place: DataPlace,
  preparation: Preparation = withoutCache,
  sizes: readonly PictureSize[] = [],
): Promise<DataSet> {
  const files = await sourceOf(options).find(options, place);
  const source = await openAtSizes(files, options, { preparation, sizes });
  // Its own files do not say what code gives.
  const stamp = sourceOf(options).isCode === true ? {} : { stamp: identityOf(files) };
  try {
    return { ...splitData(source, options), ...stamp };
  } catch (error) {
    await source.close?.();
    throw error;
  }
}

/** Surroundings in which nothing can be made ready: formats that need a cache refuse them. */
const withoutCache: Preparation = {
  cacheFolder: '',
  takeSlot: () => Promise.reject(new Error('there is no cache that pictures could be decoded into')),
  onProgress: () => undefined,
  onNotice: () => undefined,
  pause: () => Promise.resolve(),
};

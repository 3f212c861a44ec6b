import { identityOf, sourceOf, type DataOptions, type DataPlace } from '../data-sources';
import type { DataSet } from './dataset';
import { openSource } from './sources/catalogue';
import { splitData } from './split';

/**
 * Opens the data set of a config: reads its files, cuts off what is held back and scales the examples.
 * @throws DataFault that names the file or setting and what to do, or the error of `place.resolve`
 */
export async function openData(options: DataOptions, place: DataPlace): Promise<DataSet> {
  const files = await sourceOf(options).find(options, place);
  return { ...splitData(await openSource(files, options), options), stamp: identityOf(files) };
}

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { decodeNpy, type NumberArray } from './npy';
import { store } from './store';

/** Beside a kept teacher: what it was trained by, so that its answers can be found without reading the data. */
export const aboutTeacher = 'about.json';

/** What a kept teacher was trained by. */
export interface AboutTeacher {
  readonly source: unknown;
  readonly data: unknown;
}

/**
 * A kept teacher's logits over the training data, [examples, classes]; undefined where none was trained by these settings
 * in this cache. Throws an error that names a file that cannot be read.
 */
export async function findTeacherLogits(cache: string, wanted: AboutTeacher): Promise<NumberArray | undefined> {
  const folder = path.join(cache, 'teachers');
  const plain: unknown = JSON.parse(JSON.stringify(wanted));
  for (const { name } of store.list(folder)) {
    const about = path.join(folder, name, aboutTeacher);
    const logits = path.join(folder, name, 'train.npy');
    if (!store.hasFile(about) || !store.hasFile(logits)) continue;
    if (!isDeepStrictEqual(JSON.parse(store.readText(about)), plain)) continue;
    return decodeNpy(await store.readLater(logits), logits);
  }
  return undefined;
}

import { isDeepStrictEqual } from 'node:util';
import { decodeNpy, type NumberArray } from '../folder/npy';
import { dataInPresentWords } from '../folder/older-words';
import { store } from '../folder/store';
import { ForeignTeacher, TeacherEntry, teacherFiles, teachersFolder } from './teacher-entry';

/** Settings that a kept teacher was trained by, stored beside it so that its logits are found without reading the data. */
export interface AboutTeacher {
  readonly source: unknown;
  readonly data: unknown;
}

/**
 * A kept teacher's logits over the training data, [examples, classes]; undefined where the user has trained none by these
 * settings in this cache. Throws an error that names a file that cannot be read.
 */
export async function findTeacherLogits(cache: string, wanted: AboutTeacher): Promise<NumberArray | undefined> {
  const plain: unknown = JSON.parse(JSON.stringify(wanted));
  for (const { name } of store.list(teachersFolder(cache))) {
    const entry = new TeacherEntry(cache, name);
    const about = await ownFile(entry, teacherFiles.about);
    if (about === undefined) continue;
    const kept = JSON.parse(about.toString('utf8')) as AboutTeacher;
    if (!isDeepStrictEqual({ ...kept, data: dataInPresentWords(kept.data) }, plain)) continue;
    const logits = await ownFile(entry, teacherFiles.logits.train);
    if (logits !== undefined) return decodeNpy(logits, teacherFiles.logits.train);
  }
  return undefined;
}

async function ownFile(entry: TeacherEntry, name: string): Promise<Buffer | undefined> {
  try {
    return await entry.read(name);
  } catch (error) {
    if (error instanceof ForeignTeacher) return undefined;
    throw error;
  }
}

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DataFault } from '../data-fault';
import { isFolder, statFile } from '../files/read-bytes';
import type { DataFile, DataPlace } from '../source';

/** A folder with more is none of one data set. */
const maxFiles = 1000;

/**
 * Finds the .npy and .npz files of a folder, or the one file that is named.
 * @param role role of the files in the data set
 * @throws DataFault that says what was looked for
 */
export async function findArrayFiles(written: string, role: string, place: DataPlace): Promise<DataFile[]> {
  const target = await place.resolve(written);
  if (!(await isFolder(target, 'write the path of a folder of .npy files, or of an .npz file'))) {
    if (/\.npz$/i.test(target)) return [await statFile(role, target)];
    if (/\.npy$/i.test(target)) {
      const hint = `write the path of the folder: ${path.posix.dirname(written)}`;
      throw new DataFault(`${target} holds one array, and labels lie in another`, hint);
    }
    throw new DataFault(`${target} is no .npz file and no folder of .npy files`, 'save arrays with numpy.savez');
  }
  const names = (await readdir(target)).filter((name) => /\.np[yz]$/i.test(name)).sort();
  if (names.length === 0 || names.length > maxFiles) {
    const found = names.length === 0 ? 'no .npy or .npz file' : `${names.length} arrays, more than ${maxFiles}`;
    throw new DataFault(`${target} has ${found}`, 'put x_train.npy and y_train.npy there, or one .npz file with both');
  }
  // A file may be a link: where that leads is judged as the path of the folder is.
  return Promise.all(names.map(async (name) => statFile(role, await place.resolve(`${written}/${name}`))));
}

import path from 'node:path';
import * as z from 'zod';
import { commonSettings, dataPath, pictureSettings } from '../fields';
import { findIdxFiles, findIdxSplit } from './idx-files';
import { describeIdxSet } from './idx-set';
import { withParts } from '../parts';
import type { DataFile, DataSource } from '../source';

const schema = z.strictObject({
  format: z.literal('idx').meta({ description: 'Format of the data.' }),
  path: dataPath('The folder of the files, from the config’s folder; it must not leave the workspace.', 'data/digits'),
  ...commonSettings,
  ...pictureSettings,
});

/** Images in idx files, as MNIST, Fashion-MNIST and EMNIST come in. */
export const idx: DataSource<typeof schema> = {
  name: 'idx',
  summary:
    'A folder of idx files as MNIST, Fashion-MNIST and EMNIST have them, also packed (`.gz`): gray images of any size, up to 256 classes.',
  holdOut: 'random',
  schema,
  async find(options, place) {
    // A file may be a link: where that leads is judged as the path of the folder is.
    const resolved = (folder: string, files: readonly DataFile[]): Promise<DataFile[]> =>
      Promise.all(
        files.map(async (file) => ({
          ...file,
          path: await place.resolve(`${folder}/${path.basename(file.path)}`),
        })),
      );
    const files = await resolved(options.path, await findIdxFiles(await place.resolve(options.path)));
    return withParts(options, files, async (split, folder) =>
      resolved(folder, await findIdxSplit(await place.resolve(folder), split)),
    );
  },
  describe: (_, files) => describeIdxSet(files),
};

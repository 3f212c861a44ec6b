import { basename } from 'node:path';
import { z } from 'zod';
import { classNames, dataPath, imbalanceSchema, limitSchema, partSchema } from './fields';
import { findIdxFiles } from './idx-files';
import { describeIdxSet } from './idx-set';
import type { DataSource } from './source';

const schema = z.strictObject({
  format: z.literal('idx').meta({ description: 'Format of the data.' }),
  path: dataPath('The folder of the files, from the config’s folder; it must not leave the workspace.', 'data/digits'),
  classes: classNames,
  validation: partSchema().default(0.1).meta({
    description:
      'Training examples that are cut off for choosing the best epoch: a count, or a share of them. The test split is only reported.',
  }),
  test: partSchema().optional().meta({
    description:
      'Training examples that are cut off for the test, where the folder has none: a count, or a share of them.',
  }),
  limit: limitSchema(),
  imbalance: imbalanceSchema,
});

/** Images in idx files, as MNIST, Fashion-MNIST and EMNIST come in. */
export const idx: DataSource<typeof schema> = {
  name: 'idx',
  summary:
    'A folder of idx files as MNIST, Fashion-MNIST and EMNIST have them, also packed (`.gz`): gray images of any size, up to 256 classes.',
  schema,
  async find({ path }, place) {
    const files = await findIdxFiles(await place.resolve(path));
    // A file may be a link: where that leads is judged as the path of the folder is.
    return Promise.all(
      files.map(async (file) => ({ ...file, path: await place.resolve(`${path}/${basename(file.path)}`) })),
    );
  },
  describe: (_, files) => describeIdxSet(files),
};

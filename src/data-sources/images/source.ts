import * as z from 'zod';
import { commonSettings, dataPath, pictureSettings } from '../fields';
import { findImages, findImageSplit } from './image-folders';
import { findListedImages } from './image-list';
import { decodingSettings } from './decoding-settings';
import { describeImages } from './image-set';
import { withParts } from '../parts';
import type { DataFile, DataSource } from '../source';
import type { SplitName } from '../splits';

const columnName = z.string().min(1).max(1000);

const schema = z.strictObject({
  format: z.literal('images').meta({ description: 'Format of the data.' }),
  path: dataPath(
    'The folder of the pictures, from the config’s folder: `CLASS/*.jpg`, or `train/CLASS/*.jpg` with `val` and `test` beside it. It must not leave the workspace.',
    'flowers',
  ),
  list: dataPath(
    'A .csv or .tsv file that names pictures and their classes, in place of folders; its paths start from `path`.',
    'flowers/train.csv',
  ).optional(),
  columns: z
    .strictObject({
      path: columnName.optional().meta({
        description: 'Column of the paths. When absent, the one called path, file, filename or image.',
        examples: ['image'],
      }),
      label: columnName.optional().meta({
        description: 'Column of the classes. When absent, the one called label, class, target or category.',
        examples: ['species'],
      }),
    })
    .optional()
    .meta({ description: 'Columns of `list`.', examples: [{ path: 'image', label: 'species' }] }),
  ...decodingSettings,
  ...commonSettings,
  ...pictureSettings,
});

/** Folders of pictures, a folder a class. */
export const images: DataSource<typeof schema> = {
  name: 'images',
  summary:
    'A folder of pictures (jpeg, png, webp, bmp, gif) with a folder for each class, as torchvision’s ImageFolder reads it, or a list of pictures and classes.',
  schema,
  async find(options, place) {
    const { list, path, columns } = options;
    const listOf = (split: SplitName, file: string): Promise<readonly DataFile[]> =>
      findListedImages(split, { list: file, path, columns }, place);
    const files = list === undefined ? await findImages(path, place) : await listOf('train', list);
    return withParts(options, files, (split, written) =>
      list === undefined ? findImageSplit(split, written, place) : listOf(split, written),
    );
  },
  describe: (options, files) => describeImages(files, options),
};

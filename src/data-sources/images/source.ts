import * as z from 'zod';
import { commonSettings, dataPath, pictureSettings } from '../fields';
import { findImages, findImageSplit } from './image-folders';
import { findListedImages } from './image-list';
import { describeImages } from './image-set';
import { withParts } from '../parts';
import type { DataFile, DataSource } from '../source';
import type { SplitName } from '../splits';

/** Longest side of a row; larger pictures are no input of a small student. */
const maxSide = 1024;
const side = z.int().positive().max(maxSide);

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
  size: z
    .union([side, z.tuple([side, side])])
    .optional()
    .meta({
      description:
        'Height and width that all pictures are brought to, in pixels: one number, or `[height, width]`. Absent: pictures stay as they are, and all must have the size of the first.',
      examples: [64, 32],
    }),
  channels: z.enum(['rgb', 'gray']).default('rgb').meta({
    description:
      'Colours of the rows: three channels, or one of luma (ITU-R 601-2). Pictures are converted as Pillow does; alpha is dropped, and an EXIF orientation is not followed, as torchvision’s ImageFolder does.',
  }),
  fit: z.enum(['resize', 'crop', 'pad']).default('resize').meta({
    description:
      'How a picture of another shape is brought to `size`: stretched; its middle cut out, after a resize of the shorter side; or made to lie inside, with black around.',
  }),
  interpolation: z.enum(['bilinear', 'bicubic']).default('bilinear').meta({
    description: 'Antialiased filter of the resize; the pixels are those of torchvision’s `Resize`.',
  }),
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

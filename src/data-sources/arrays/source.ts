import * as z from 'zod';
import { commonSettings, dataPath, pictureSettings } from '../fields';
import { withParts } from '../parts';
import type { DataSource } from '../source';
import { findArrayFiles } from './array-files';
import { describeArraySet } from './array-set';

const key = z.string().min(1).max(200).optional();

const keysOf = (split: string): z.ZodOptional<z.ZodObject<{ x: typeof key; y: typeof key }, z.core.$strict>> =>
  z
    .strictObject({
      x: key.meta({ description: `Array with the examples of ${split}.` }),
      y: key.meta({ description: `Array with the labels of ${split}.` }),
    })
    .optional()
    .meta({ description: `Arrays of ${split}, by their keys in an .npz file or their files’ names without .npy.` });

const schema = z.strictObject({
  format: z.literal('arrays').meta({ description: 'Format of the data.' }),
  path: dataPath(
    'An .npz file, or a folder of .npy or .npz files, from the config’s folder; it must not leave the workspace.',
    'data/digits.npz',
  ),
  keys: z
    .strictObject({ train: keysOf('training'), validation: keysOf('validation'), test: keysOf('the test') })
    .optional()
    .meta({
      description:
        'Names of the arrays, where they are no usual ones. Usual are `x_train` and `y_train`, `train_images` and `train_labels`, `x` and `y`, `images` and `labels`, `features` and `targets`, and the same with `val` and `test`.',
      examples: [{ train: { x: 'pixels', y: 'digit' } }],
    }),
  layout: z.enum(['NHWC', 'NCHW']).optional().meta({
    description:
      'Order of the axes of images. `NHWC`: channels last; `NCHW`: channels first. When absent, the axis with 1, 3 or 4 has the channels.',
  }),
  ...commonSettings,
  ...pictureSettings,
});

/** Arrays of NumPy. */
export const arrays: DataSource<typeof schema> = {
  name: 'arrays',
  summary:
    'NumPy arrays in an `.npz` file, or in a folder of `.npy` files: rows of columns, or images with channels first or last; labels as numbers, texts or one-hot.',
  schema,
  async find(options, place) {
    const files = await findArrayFiles(options.path, 'arrays', place);
    return withParts(options, files, (split, written) => findArrayFiles(written, `${split} arrays`, place));
  },
  describe: (options, files) => describeArraySet(files, options),
};

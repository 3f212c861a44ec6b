import * as z from 'zod';
import { DataFault } from '../data-fault';
import { commonSettings, normalizeSchema, partSchema, pictureSettings } from '../fields';
import { statFile } from '../files/read-bytes';
import type { DataSource } from '../source';
import { argumentsField, callableField, pythonPlace } from './callable';

const schema = z.strictObject({
  format: z.literal('python').meta({ description: 'Format of the data. It may be left out beside `python`.' }),
  python: callableField(
    'What gives the data sets: `file.py:callable`, a path from the config’s folder that must not leave the workspace, or `package.module:callable`. It gives a dict of `train`, `validation` and `test`, or a tuple in this order, of `torch.utils.data.Dataset` with items `(input, label)` or of `(inputs, labels)`. It runs with your rights, after you were asked once.',
    ['data.py:make_datasets'],
  ),
  args: argumentsField([{ root: 'flowers' }]),
  workers: z.int().min(1).max(64).default(1).meta({
    description:
      'Processes that read examples, as the `num_workers` of a DataLoader; they make no difference to what is read.',
  }),
  ...commonSettings,
  validation: partSchema()
    .default(0.1)
    .meta({
      description:
        'Examples for choosing the best epoch, a count or a share of the training examples, which is cut off where the code gives no data set for it. The test split is only reported.',
      examples: [0.1, 500],
    }),
  test: partSchema()
    .optional()
    .meta({
      description:
        'Examples for the test, a count or a share of the training examples, which is cut off where the code gives no data set for it.',
      examples: [0.1, 500],
    }),
  normalize: normalizeSchema
    .unwrap()
    .default('none')
    .meta({
      description:
        '`none`: numbers stay as your transforms give them, and bytes become 0…1. `auto`: each channel or column gets mean 0 and deviation 1 over the training split. Or `mean` and `std` of your own, for values as `none` leaves them.',
      examples: [{ mean: 0.1307, std: 0.3081 }],
    }),
  ...pictureSettings,
});

/** Data sets of the user's own Python, which a run on PyTorch alone opens. */
export const python: DataSource<typeof schema> = {
  name: 'python',
  summary:
    'Data sets of PyTorch that your own code makes, with transforms of your own, for `train.engine: torch`. Nothing is known of them before a run has opened them.',
  schema,
  impliedBy: 'python',
  isCode: true,
  async find({ python: written }, place) {
    const { file } = pythonPlace(written);
    if (file === undefined) return [];
    try {
      return [await statFile('train code', await place.resolve(file))];
    } catch (error) {
      // The check of what a config names says what is wrong with the file.
      if (error instanceof DataFault) return [];
      throw error;
    }
  },
  // The code is executed by a run alone.
  describe: () => Promise.resolve(undefined),
};

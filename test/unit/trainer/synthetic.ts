import { Generator, type DataSet, type Split } from '../../../src/data';

export const classes = 10;
const features = 9;

/** Points around a centre for each class; class c has fewer the higher c is. */
function split(count: number, seed: number): Split {
  const generator = new Generator(seed);
  const labels = Int32Array.from({ length: count }, () => Math.min(generator.nextBelow(12), classes - 1));
  const images = Float32Array.from({ length: count * features }, (_, index) => {
    const label = labels[Math.floor(index / features)] ?? 0;
    return (label === index % features ? 2 : 0) + 0.5 * generator.nextNormal();
  });
  return { count, images, labels };
}

const train = split(90, 1);
/** A small data set of 3×3 images, long-tailed. */
export const data: DataSet = {
  ...{ shape: [3, 3, 1] as const, features, unit: 1, classes, hash: 'synthetic' },
  classList: Array.from({ length: classes }, (_, label) => ({ name: String(label), label })),
  identity: {
    train: { sha256: '', count: 90 },
    validation: { sha256: '', count: 40 },
    test: { sha256: '', count: 40 },
  },
  ...{ train, validation: split(40, 2), test: split(40, 3) },
  classCounts: Array.from({ length: classes }, (_, label) => train.labels.filter((one) => one === label).length),
};

// A config of own pictures in 1,000 classes, and their facts as a look at the folder has left them.
import { stringify } from 'yaml';

const names = Array.from({ length: 1000 }, (_, label) => `species ${label}`);
const counts = names.map((_, label) => 50 + (label % 100));
const total = counts.reduce((sum, count) => sum + count, 0);

export const ownFacts = {
  ...{ kind: 'image', shape: [32, 32, 3], bytes: 4e9, identity: 'a'.repeat(64) },
  classes: names.map((name, label) => ({ name, label })),
  splits: { train: { count: total, classCounts: counts } },
  pictures: names.slice(0, 4).map((className) => ({ className, uri: `data:image/png;base64,${'A'.repeat(10_000)}` })),
};

const config = {
  name: 'flowers',
  data: { format: 'images', path: 'flowers', size: 32, validation: 0.1, test: 0.1, augment: { flip: true } },
  teacher: { model: { preset: 'resnet-cifar' } },
  student: { model: { preset: 'cnn-small' } },
  temperature: { strategy: 'class-frequency' },
  transfer: { keep: names.slice(0, 200) },
  train: { epochs: 30 },
};

export const ownConfig = (language) =>
  language === 'yaml' ? stringify(config, { flowCollectionPadding: true }) : JSON.stringify(config, null, 2);

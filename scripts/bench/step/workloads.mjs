// The steps that the bench times, by name: a student with its optimizer, batch and data's sizes, and how its teacher answers.

/** Sizes of the data: the shape of an example, and the classes. */
const digits = { shape: [28, 28, 1], classes: 10 };
const cifar = { shape: [32, 32, 3], classes: 10 };
const columns = { shape: [30], classes: 3 };

const mlp = { model: 'mlp', hidden: [800, 800], teacher: [1200, 1200], ...digits, batch: 128 };
const small = { ...mlp, hidden: [30, 30], optimizer: 'adam' };
const table = { ...mlp, ...columns, hidden: [64, 64], teacher: [256, 256], optimizer: 'adam', batch: 256 };
const image = { ...digits, batch: 128, optimizer: 'sgd' };
const cnn = { model: 'cnn', ...image };
const ofCifar = { ...image, ...cifar, isCached: true };

/** Workloads by name. A teacher that is not cached is a part of the step: a dense one of `teacher` units, else the student's architecture. */
export const workloads = {
  'mlp sgd': { ...mlp, optimizer: 'sgd', isCached: false },
  'mlp adam': { ...mlp, optimizer: 'adam', isCached: false },
  'mlp sgd, cached logits': { ...mlp, optimizer: 'sgd', isCached: true },
  'mlp adam, cached logits': { ...mlp, optimizer: 'adam', isCached: true },
  'mlp adam, cached logits, batch 32': { ...mlp, optimizer: 'adam', isCached: true, batch: 32 },
  'mlp adam, cached logits, batch 512': { ...mlp, optimizer: 'adam', isCached: true, batch: 512 },
  '30 units adam': { ...small, isCached: false },
  '30 units adam, cached logits': { ...small, isCached: true },
  '30 units adam, cached logits, batch 32': { ...small, isCached: true, batch: 32 },
  '30 units adam, cached logits, batch 512': { ...small, isCached: true, batch: 512 },
  'table adam': { ...table, isCached: false },
  'table adam, cached logits': { ...table, isCached: true },
  'cnn sgd': { ...cnn, isCached: false },
  'cnn sgd, cached logits': { ...cnn, isCached: true },
  'cnn sgd, cached logits, batch 32': { ...cnn, isCached: true, batch: 32 },
  'cnn sgd, cached logits, batch 512': { ...cnn, isCached: true, batch: 512 },
  'cnn-64 sgd, cached logits': { ...ofCifar, model: 'cnn-64', shape: [64, 64, 3] },
  'resnet sgd, cached logits': { ...image, model: 'resnet', isCached: true },
  'lenet sgd, cached logits': { ...image, model: 'lenet', isCached: true },
  'depthwise sgd, cached logits': { ...image, model: 'depthwise', isCached: true },
  'resnet-20 sgd, cached logits': { ...ofCifar, model: 'resnet-20' },
  'resnet-20 sgd, 100 classes, cached logits': { ...ofCifar, model: 'resnet-20', classes: 100 },
  'mobilenet sgd': { ...ofCifar, model: 'mobilenet', isCached: false },
  'mobilenet sgd, cached logits': { ...ofCifar, model: 'mobilenet' },
  'mobilenet sgd, 100 classes, cached logits': { ...ofCifar, model: 'mobilenet', classes: 100 },
};

/** Workloads whose step `torch.compile` is timed on too: it takes up to a minute for each. */
export const compiledByTorch = ['mlp adam, cached logits', '30 units adam, cached logits', 'cnn sgd, cached logits'];

/** One workload of each network, for evaluations. */
export const networks = [
  ...['mlp sgd', '30 units adam', 'table adam', 'cnn sgd', 'cnn-64 sgd, cached logits', 'resnet sgd, cached logits'],
  ...['lenet sgd, cached logits', 'depthwise sgd, cached logits', 'resnet-20 sgd, cached logits', 'mobilenet sgd'],
];

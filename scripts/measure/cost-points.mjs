// The sizes that `measure:cost` varies, one at a time around a network that people have.

const dense = (hidden, more = {}) => ({
  architecture: { preset: 'mlp', hidden },
  ...{ shape: [28, 28, 1], classes: 10, batch: 128, optimizer: 'adam', ...more },
});
const images = (architecture, side, more = {}) => ({
  architecture,
  ...{ shape: [side, side, 3], classes: 10, batch: 32, optimizer: 'momentum', ...more },
});
const cnn = { preset: 'cnn-small' };
const resnet = { preset: 'resnet-cifar', n: 1 };
const mobilenet = { preset: 'mobilenet-mini', blocks: 1 };

/** Axes of the figure, each with its points: the number on the axis and the step that it stands for. */
export const axes = {
  width: [32, 128, 512, 1024, 2048].map((units) => [units, dense([units, units])]),
  depth: [1, 2, 4, 8, 16].map((layers) => [layers, dense(Array.from({ length: layers }, () => 256))]),
  batch: [16, 64, 256, 1024].map((batch) => [batch, dense([800, 800], { batch })]),
  classes: [10, 100, 1000, 10_000].map((classes) => [classes, dense([256, 256], { classes })]),
  'image side, cnn-small': [16, 32, 64, 128].map((side) => [side, images(cnn, side)]),
  'image side, resnet-cifar': [16, 32, 64, 96].map((side) => [side, images(resnet, side)]),
  'image side, mobilenet-mini': [16, 32, 64, 96].map((side) => [side, images(mobilenet, side)]),
};

// The step of the convolutional networks by hand: images in blocks of channels forwards, [batch, rows, columns, channels]
// where gradients of filters and pools are taken.
import {
  masked,
  backThroughDense,
  forward,
  HandWritten,
  lossGradient,
  heaviside,
  sgd,
  weight,
  weights,
} from '../hand-written.mjs';
import { batchSize, numbers } from '../steps.mjs';

const side = 28;
const filterAttributes = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
const poolAttributes = { kernel_shape: [2, 2], strides: [2, 2] };

function filters(graph, prefix) {
  return [
    [3, 3, 1, 32],
    [3, 3, 32, 64],
  ].map((shape, index) => ({
    shape,
    kernel: weight(graph, prefix, `filter${index}`, shape, numbers(9 * shape[2] * shape[3], 0.1, 3)),
    bias: weight(graph, prefix, `offset${index}`, [shape[3]], new Float32Array(shape[3])),
  }));
}

/** A filter [rows, columns, inputs, outputs] in blocks; reversed, with inputs and outputs exchanged, for the way back. */
function inBlocks(graph, { kernel, shape: [, , inputs, outputs] }, block, isTransposed = false) {
  if (inputs === 1) {
    const apart = graph.reshape(kernel, [3, 3, 1, outputs / block, block]);
    return graph.reshape(graph.add('Transpose', [apart], { perm: [3, 2, 0, 1, 4] }), [outputs, 1, 3, 3]);
  }
  const ends = [-100, -100];
  const lists = [[-1, -1], ends, [0, 1], [-1, -1]].map((list) => graph.list(list));
  const oriented = isTransposed ? graph.add('Slice', [kernel, ...lists]) : kernel;
  const apart = graph.reshape(oriented, [3, 3, inputs / block, block, outputs / block, block]);
  const perm = isTransposed ? [2, 4, 0, 1, 5, 3] : [4, 2, 0, 1, 3, 5];
  const shape = isTransposed ? [inputs, outputs, 3, 3] : [outputs, inputs, 3, 3];
  return graph.reshape(graph.add('Transpose', [apart], { perm }), shape);
}

function channelsLast(graph, image, channels) {
  return graph.nchwc('ReorderOutput', [image], { channels, channels_last: 1 });
}

function features(graph, images, [first, second], block) {
  const convolve = (image, filter) =>
    graph.nchwc('Conv', [image, inBlocks(graph, filter, block), filter.bias], {
      ...filterAttributes,
      activation: { text: 'Relu' },
    });
  const one = convolve(graph.reshape(images, [batchSize, 1, side, side]), first);
  const pooledOne = graph.nchwc('MaxPool', [one], poolAttributes);
  const two = convolve(pooledOne, second);
  const pooledTwo = graph.nchwc('MaxPool', [two], poolAttributes);
  const last = channelsLast(graph, pooledTwo, 64);
  return { one, pooledOne, two, pooledTwo, flat: graph.reshape(last, [batchSize, 7 * 7 * 64]) };
}

/**
 * The shares of a pool's gradient for each position in its windows, to the first of the maxima, in NHWC. The maximum lies at a
 * position or before it where a pool over that part of the window gives it.
 */
function poolParts(graph, gradient, image, pooled, channels) {
  let left = gradient;
  const parts = [
    [1, 1],
    [1, 2],
    [2, 1],
  ].map((size) => {
    const largest = graph.nchwc('MaxPool', [image], { ...poolAttributes, kernel_shape: size });
    const others = graph.add('Mul', [left, heaviside(graph, graph.add('Sub', [pooled, largest]))]);
    const part = graph.add('Sub', [left, others]);
    left = others;
    return part;
  });
  return [...parts, left].map((part) => channelsLast(graph, part, channels));
}

function together(graph, parts, half, channels) {
  const apart = parts.map((part) => graph.reshape(part, [batchSize, half, 1, half, 1, channels]));
  const lines = [apart.slice(0, 2), apart.slice(2)].map((pair) => graph.add('Concat', pair, { axis: 4 }));
  return graph.reshape(graph.add('Concat', lines, { axis: 2 }), [batchSize, 2 * half, 2 * half, channels]);
}

function sumOverPixels(graph, image, pixels, channels) {
  const byExample = graph.add('ReduceSum', [image, 'first'], { keepdims: 0 });
  return graph.add('ReduceSum', [graph.reshape(byExample, [pixels, channels]), 'first'], { keepdims: 0 });
}

function descend(graph, { kernel, bias, shape }, index, kernelGradient, biasGradient) {
  const moved = (weight, gradient) => graph.add('Sub', [weight, graph.add('Mul', [gradient, 'rate'])]);
  graph.output(moved(kernel, kernelGradient), `filter${index}`, shape);
  graph.output(moved(bias, biasGradient), `offset${index}`, [shape[3]]);
}

/** A convolution whose images are its channels and whose filter is the gradient. */
function secondFilterGradient(graph, pooledOne, gradient) {
  const image = graph.reshape(channelsLast(graph, pooledOne, 32), [1, batchSize, 14, 14 * 32]);
  const sums = graph.add('Conv', [image, graph.add('Transpose', [gradient], { perm: [3, 0, 1, 2] })], {
    kernel_shape: [14, 14],
    dilations: [1, 32],
    pads: [1, 32, 1, 32],
  });
  const flat = graph.add('Transpose', [graph.reshape(sums, [64, 288])], { perm: [1, 0] });
  return graph.reshape(flat, [3, 3, 32, 64]);
}

/** All that a window of the pool sees, 4×4 pixels, times what belongs to each of its places. */
function firstFilterGradient(graph, images, parts) {
  const [image, ones] = [graph.reshape(images, [batchSize, 1, side, side]), new Float32Array(16 * 16)];
  for (let place = 0; place < 16; place += 1) ones[17 * place] = 1;
  const windows = { kernel_shape: [4, 4], strides: [2, 2], pads: [1, 1, 1, 1] };
  const seen = graph.add('Conv', [image, graph.constant('windows', [16, 1, 4, 4], ones)], windows);
  const beside = graph.reshape(graph.add('Transpose', [seen], { perm: [0, 2, 3, 1] }), [batchSize * 196, 16]);
  const shares = parts.map((part, place) => {
    const product = graph.add('Gemm', [beside, graph.reshape(part, [batchSize * 196, 32])], { transA: 1 });
    const begin = [Math.floor(place / 2), place % 2];
    const lists = [begin, begin.map((start) => start + 3), [0, 1]].map((list) => graph.list(list));
    return graph.add('Slice', [graph.reshape(product, [4, 4, 1, 32]), ...lists]);
  });
  return graph.add('Sum', shares);
}

function backThroughFeatures(graph, images, seen, convolutions, gradient, block) {
  const [first, second] = convolutions;
  const lastGradient = graph.reshape(gradient, [batchSize, 7, 7, 64]);
  const before = graph.nchwc('ReorderInput', [lastGradient], { channels_last: 1 });
  const twoGradient = together(graph, poolParts(graph, before, seen.two, seen.pooledTwo, 64), 7, 64);
  const secondGradient = secondFilterGradient(graph, seen.pooledOne, twoGradient);
  const reversed = inBlocks(graph, second, block, true);
  const back = graph.nchwc('ReorderInput', [twoGradient], { channels_last: 1 });
  const pooledGradient = masked(graph, graph.nchwc('Conv', [back, reversed], filterAttributes), seen.pooledOne);
  const oneGradient = channelsLast(graph, pooledGradient, 32);
  const parts = poolParts(graph, pooledGradient, seen.one, seen.pooledOne, 32);
  descend(graph, second, 1, secondGradient, sumOverPixels(graph, lastGradient, 49, 64));
  descend(graph, first, 0, firstFilterGradient(graph, images, parts), sumOverPixels(graph, oneGradient, 196, 32));
}

/** The step of the convolutional networks with SGD, for blocks of so many channels. */
export function convolutionalStep(block) {
  const graph = new HandWritten();
  graph.scalar('first', 0, 'int64', [1]);
  const labels = new Float32Array(batchSize * 10).map((_, index) => (index % 11 === 0 ? 1 : 0));
  const images = graph.input('images', [batchSize, side * side], numbers(batchSize * side * side, 1, 11));
  graph.input('labels', [batchSize, 10], labels);
  graph.input('rate', [], Float32Array.of(0.001));
  const widths = [7 * 7 * 64, 128, 10];
  const teacherLogits = forward(
    graph,
    features(graph, images, filters(graph, 'teacher'), block).flat,
    weights(graph, 'teacher', widths),
  ).at(-1);
  const convolutions = filters(graph, 'student');
  const seen = features(graph, images, convolutions, block);
  const layers = weights(graph, 'student', widths);
  const activations = forward(graph, seen.flat, layers);
  let gradient = lossGradient(graph, activations.at(-1), teacherLogits, 'labels');
  for (const index of [1, 0]) {
    sgd(graph, layers[index], index, activations[index], gradient, 'rate');
    gradient = backThroughDense(graph, gradient, layers[index].kernel, activations[index]);
  }
  backThroughFeatures(graph, images, seen, convolutions, gradient, block);
  return graph;
}

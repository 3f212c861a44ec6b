import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedConfig } from '../config';
import type { ImageShape } from './augment';
import type { DataSet, Split } from './dataset';
import { readIdx } from './idx';
import { shuffledIndices } from './random';

const classes = 10;
const labelHeaderBytes = 8;
/** Fixed, so that teacher and every student agree on which examples are held back. */
const splitSeed = 20150309;

interface Raw {
  readonly imageFile: string;
  readonly labelFile: string;
  readonly count: number;
  readonly shape: ImageShape;
  readonly features: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Loads MNIST from the four idx files in `folder`, cuts the validation split from the training data and keeps the test
 * split apart. Throws an error that names the file, and the offset where there is one, when a file is missing or wrong.
 */
export function loadMnist(folder: string, options: ResolvedConfig['data']): DataSet {
  const training = readPair(folder, 'train');
  const test = readPair(folder, 't10k');
  refuseOtherData(training, test);
  if (options.validation >= training.count) {
    throw new Error(`data.validation: ${options.validation} leaves no training example of ${training.count}`);
  }
  const order = shuffledIndices(training.count, splitSeed);
  const kept = order.subarray(options.validation);
  const some = options.train === undefined ? kept : kept.subarray(0, Math.min(options.train, kept.length));
  const used = options.imbalance === undefined ? some : longTailed(some, training.labels, options.imbalance.ratio);
  const hash = createHash('sha256').update(training.pixels).update(training.labels);
  hash.update(test.pixels).update(test.labels);
  hash.update(`${splitSeed} ${options.validation} ${used.length}`);
  if (options.imbalance !== undefined) hash.update(` imbalance ${options.imbalance.ratio}`);
  const train = take(training, used);
  return {
    shape: training.shape,
    features: training.features,
    classes,
    classCounts: countsOf(train.labels),
    train,
    validation: take(training, order.subarray(0, options.validation)),
    test: take(test, shuffledIndices(test.count, 0).sort()),
    hash: hash.digest('hex'),
  };
}

/**
 * Of each class c the first n·ratio^(−c/(classes − 1)) examples, n the mean number of a class: the exponential profile of
 * Cui et al. 2019, arXiv:1901.05555. Throws when a class would be left without an example.
 */
function longTailed(indices: Int32Array, labels: Uint8Array, ratio: number): Int32Array {
  const left = Array.from({ length: classes }, (_, label) => {
    const count = Math.floor((indices.length / classes) * ratio ** (-label / (classes - 1)));
    if (count > 0) return count;
    throw new Error(
      `data.imbalance: a ratio of ${ratio} leaves no example of class ${label} of ${indices.length}; lower it`,
    );
  });
  return indices.filter((index) => {
    const label = labels[index] ?? 0;
    left[label] = (left[label] ?? 0) - 1;
    return (left[label] ?? 0) >= 0;
  });
}

function countsOf(labels: Int32Array): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

function readPair(folder: string, prefix: string): Raw {
  const imageFile = path.join(folder, `${prefix}-images-idx3-ubyte`);
  const labelFile = path.join(folder, `${prefix}-labels-idx1-ubyte`);
  const images = readIdx(readBytes(imageFile), 3, imageFile);
  const labels = readIdx(readBytes(labelFile), 1, labelFile);
  const [count = 0, height = 0, width = 0] = images.shape;
  if (labels.bytes.length !== count) {
    throw new Error(`${labelFile}: ${labels.bytes.length} labels for ${count} images in ${imageFile}`);
  }
  if (count * height * width === 0) {
    throw new Error(
      `${imageFile}: it holds ${count} images of ${height}×${width} pixels; MNIST's files cannot be empty`,
    );
  }
  const wrong = labels.bytes.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    const offset = labelHeaderBytes + wrong;
    throw new Error(`${labelFile}: the label at offset ${offset} is ${labels.bytes[wrong]}; there are 0 to 9`);
  }
  const shape = [height, width, 1] as const;
  const features = height * width;
  return { imageFile, labelFile, count, shape, features, pixels: images.bytes, labels: labels.bytes };
}

/** Throws an error that names the file when the pairs are not of one data set with all of its classes. */
function refuseOtherData(training: Raw, test: Raw): void {
  if (training.shape.join() !== test.shape.join()) {
    const [trained, tested] = [training, test].map(({ shape: [height, width] }) => `${height}×${width}`);
    throw new Error(`${test.imageFile}: its images have ${tested} pixels, those of ${training.imageFile} ${trained}`);
  }
  const missing = Array.from({ length: classes }, (_, label) => label).find(
    (label) => !training.labels.includes(label),
  );
  if (missing === undefined) return;
  throw new Error(
    `${training.labelFile}: no example is of class ${missing}; the data set has the ${classes} classes 0 to ${classes - 1}`,
  );
}

/** Throws an error that says what to do when a file of the data set is not there. */
function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} cannot be read (${reason}); MNIST needs its four uncompressed idx files in one folder`, {
      cause: error,
    });
  }
}

function take(raw: Raw, indices: Int32Array): Split {
  const images = new Float32Array(indices.length * raw.features);
  indices.forEach((index, row) => {
    const pixels = raw.pixels.subarray(index * raw.features, (index + 1) * raw.features);
    for (let place = 0; place < raw.features; place += 1)
      images[row * raw.features + place] = (pixels[place] ?? 0) / 255;
  });
  return { count: indices.length, images, labels: Int32Array.from(indices, (index) => raw.labels[index] ?? 0) };
}
